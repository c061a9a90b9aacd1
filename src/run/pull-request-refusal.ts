/** Why a pull request can't be made or changed as asked. */
export type PullRequestRefusalReason =
  | 'pullRequestMissing'
  | 'pullRequestTaken'
  | 'pullRequestInvalid'
  | 'pullRequestClosed'
  | 'pullRequestStale'
  | 'pullRequestBlocked'
  | 'threadMissing'
  | 'statusMissing'
  | 'iterationMissing'
  | 'labelMissing'
  | 'reviewerMissing'
  | 'reviewRefused';

/** Thrown for what the caller asked wrongly; nothing was written. */
export class PullRequestRefusal extends Error {
  readonly reason: PullRequestRefusalReason;

  constructor(reason: PullRequestRefusalReason, message: string) {
    super(message);
    this.name = 'PullRequestRefusal';
    this.reason = reason;
  }
}
