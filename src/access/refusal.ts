/** Why something of applications can't be read or changed as asked. */
export type AccessRefusalReason = 'applicationMissing' | 'applicationInvalid' | 'authorizationMissing';

/** Thrown for what the caller asked wrongly; nothing was written. */
export class AccessRefusal extends Error {
  readonly reason: AccessRefusalReason;

  constructor(reason: AccessRefusalReason, message: string) {
    super(message);
    this.name = 'AccessRefusal';
    this.reason = reason;
  }
}
