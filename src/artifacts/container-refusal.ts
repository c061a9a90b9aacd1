/** Why a file container does not take what it is sent. */
export type ContainerRefusalReason =
  | 'containerItemInvalid'
  | 'containerItemBusy'
  | 'containerUploadGap'
  | 'containerFull'
  | 'artifactInvalid';

/** Thrown for what the caller asked wrongly; the container is as it was. */
export class ContainerRefusal extends Error {
  readonly reason: ContainerRefusalReason;

  constructor(reason: ContainerRefusalReason, message: string) {
    super(message);
    this.name = 'ContainerRefusal';
    this.reason = reason;
  }
}
