import type { Services } from '../api/services.ts';
import type { Clock } from '../base/clock.ts';
import { CodeChanges } from '../run/code-changes.ts';
import { CommitStatuses } from '../run/commit-statuses.ts';
import { Policies } from '../run/policies.ts';
import { PolicyEvaluations } from '../run/policy-evaluations.ts';
import type { Catalogue } from '../run/ports/catalogue.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { RunStore } from '../run/ports/run-store.ts';
import { ProjectAvatars } from '../run/project-avatars.ts';
import { PullRequests } from '../run/pull-requests.ts';
import { RecordedPushes } from '../run/recorded-pushes.ts';
import { RepositoryChanges } from '../run/repository-changes.ts';
import { Reviews } from '../run/reviews.ts';
import { TaskGroups } from '../run/task-groups.ts';
import { Teams } from '../run/teams.ts';
import type { PushedRef } from '../run/trigger-ports.ts';
import { readChange, readRefs } from '../source/git-history.ts';
import { gitMerger } from './git-merger.ts';
import { gitWriter } from './git-writer.ts';

export type CodePorts = {
  readonly organization: string;
  readonly catalogue: Catalogue;
  readonly documents: DocumentStore;
  readonly runs: Pick<RunStore, 'list'>;
  readonly clock: Clock;
  readonly allot: (sequence: string) => Promise<number>;
  readonly tell: (repositoryId: string, refs: readonly PushedRef[]) => Promise<void>;
};

/** What is kept as documents of a project: pull requests and all around the code of its repositories, teams, task groups. */
export function codeServices(
  ports: CodePorts,
): Pick<
  Services,
  | 'teams'
  | 'avatars'
  | 'taskGroups'
  | 'code'
  | 'pushes'
  | 'reviews'
  | 'branchPolicies'
  | 'evaluations'
  | 'pullRequests'
  | 'commitStatuses'
  | 'repositories'
> {
  const pushes = new RecordedPushes(ports);
  const policies = new Policies(ports);
  const reviews = new Reviews(ports);
  const history = { refs: readRefs, change: readChange };
  const evaluations = new PolicyEvaluations({ ...ports, policies, reviews, history });
  const parts = { ...ports, pushes, history, writer: gitWriter, merger: gitMerger };
  return {
    ...{ pushes, reviews, evaluations, branchPolicies: policies },
    code: new CodeChanges({
      ...parts,
      isGuarded: async (repository, branch) =>
        (await policies.of(repository, branch)).some(({ isBlocking }) => isBlocking),
    }),
    pullRequests: new PullRequests({
      ...parts,
      blocking: (repository, pullRequest) => evaluations.blocking(repository, pullRequest),
    }),
    ...{ teams: new Teams(ports), avatars: new ProjectAvatars(ports), taskGroups: new TaskGroups(ports) },
    commitStatuses: new CommitStatuses(ports),
    repositories: new RepositoryChanges(parts),
  };
}
