/** Why a policy can't be made or changed as asked. */
export type PolicyRefusalReason = 'policyInvalid' | 'policyMissing' | 'evaluationMissing';

/** Thrown for what the caller asked wrongly; nothing was written. */
export class PolicyRefusal extends Error {
  readonly reason: PolicyRefusalReason;

  constructor(reason: PolicyRefusalReason, message: string) {
    super(message);
    this.name = 'PolicyRefusal';
    this.reason = reason;
  }
}
