import type { Instant } from '../base/clock.ts';
import type { ProjectId } from '../base/id.ts';
import type { Identity } from './events.ts';
import type { Repository } from './ports/catalogue.ts';

/** What must hold of pull requests into some branches, as one revision of it. */
export type PolicyConfiguration = {
  /** From the organization's sequence `policy`. */
  readonly id: number;
  /** From 1, one more with every change. */
  readonly revision: number;
  readonly projectId: ProjectId;
  readonly typeId: string;
  readonly rule: PolicyRule;
  readonly scopes: readonly PolicyScope[];
  /** As they were sent, for answers. */
  readonly settings: unknown;
  /** Whether a pull request can't be completed while it does not hold. */
  readonly isBlocking: boolean;
  readonly isEnabled: boolean;
  readonly by: Identity;
  readonly at: Instant;
};

/** Branches of one repository, or, without it, of every one of the project. */
export type PolicyScope = {
  readonly repositoryId?: string;
  /** A full name, or the beginning of one; the default branch says nothing here. */
  readonly refName: string;
  readonly match: 'exact' | 'prefix' | 'defaultBranch';
};

export type PolicyRule =
  /** The last push to the pull request has a run of the pipeline that succeeded. */
  | {
      readonly kind: 'build';
      readonly pipelineId: number;
      readonly displayName: string;
      /** Nobody but people starts the run. */
      readonly isManual: boolean;
      /** Only pushes to the source branch start a run; else those to the target branch do too. */
      readonly onlyOnSourceUpdate: boolean;
      /** How long a run counts once the target branch has moved; 0 is for ever with `onlyOnSourceUpdate`, and not at all without it. */
      readonly validMinutes: number;
      /** Only where one of these paths is changed; a `!` before it leaves it out. */
      readonly paths: readonly string[];
    }
  | {
      readonly kind: 'minimumReviewers';
      readonly count: number;
      readonly creatorCounts: boolean;
      /** A vote against it does not stop it. */
      readonly allowsRejections: boolean;
      /** Votes count for the push that they were given on alone. */
      readonly resetsOnPush: boolean;
    }
  /** All of these have approved. `paths` are as those of builds; absent: all. */
  | { readonly kind: 'requiredReviewers'; readonly ids: readonly string[]; readonly paths?: readonly string[] }
  /** No thread is open. */
  | { readonly kind: 'comments' }
  /** A system says that it succeeded; of the last push, where `resetsOnPush`. */
  | { readonly kind: 'status'; readonly name: string; readonly genre: string; readonly resetsOnPush: boolean };

/** Whether a policy is about a branch. */
export function appliesTo(policy: PolicyConfiguration, repository: Repository, branch: string): boolean {
  return policy.scopes.some(({ repositoryId, refName, match }) => {
    if (repositoryId !== undefined && repositoryId !== repository.id) return false;
    if (match === 'defaultBranch') return branch === repository.defaultBranch;
    return match === 'exact' ? branch === refName : branch.startsWith(refName);
  });
}

/** The name of what a policy demands, for those who are told that it does not hold. */
export function policyName({ rule }: PolicyConfiguration): string {
  switch (rule.kind) {
    case 'build':
      return rule.displayName || `Build of pipeline ${rule.pipelineId}`;
    case 'minimumReviewers':
      return `At least ${rule.count} reviewers`;
    case 'requiredReviewers':
      return 'Required reviewers';
    case 'comments':
      return 'Comments must be resolved';
    case 'status':
      return `Status ${rule.genre === '' ? '' : `${rule.genre}/`}${rule.name}`;
  }
}
