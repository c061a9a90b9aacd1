/** Why code can't be changed as asked. */
export type CodeRefusalReason =
  | 'pushInvalid'
  | 'pushStale'
  | 'pushMissing'
  | 'pathTaken'
  | 'pathMissing'
  | 'objectMissing'
  | 'branchGuarded'
  | 'refRejected';

/** Thrown for what the caller asked wrongly; no ref was moved. */
export class CodeRefusal extends Error {
  readonly reason: CodeRefusalReason;

  constructor(reason: CodeRefusalReason, message: string) {
    super(message);
    this.name = 'CodeRefusal';
    this.reason = reason;
  }
}
