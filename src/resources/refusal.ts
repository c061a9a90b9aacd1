/** Why a resource can't be read or changed as asked. */
export type RefusalReason =
  | 'variableGroupMissing'
  | 'variableGroupTaken'
  | 'variableGroupInvalid'
  | 'endpointMissing'
  | 'endpointTaken'
  | 'endpointInvalid'
  | 'secureFileMissing'
  | 'secureFileTaken'
  | 'secureFileInvalid'
  | 'environmentMissing'
  | 'environmentTaken'
  | 'environmentInvalid'
  | 'environmentResourceMissing'
  | 'environmentResourceTaken'
  | 'checkMissing'
  | 'checkInvalid'
  | 'resourceTypeUnknown';

/** Thrown for what the caller asked wrongly; nothing was written. */
export class ResourceRefusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.name = 'ResourceRefusal';
    this.reason = reason;
  }
}
