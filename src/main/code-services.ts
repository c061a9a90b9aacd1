import type { Services } from '../api/services.ts';
import type { Clock } from '../base/clock.ts';
import { CodeChanges } from '../run/code-changes.ts';
import { CommitStatuses } from '../run/commit-statuses.ts';
import type { Catalogue } from '../run/ports/catalogue.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import { RecordedPushes } from '../run/recorded-pushes.ts';
import { RepositoryChanges } from '../run/repository-changes.ts';
import { Reviews } from '../run/reviews.ts';
import type { PushedRef } from '../run/trigger-ports.ts';
import { readRefs } from '../source/git-history.ts';
import { gitMerger } from './git-merger.ts';
import { gitWriter } from './git-writer.ts';

export type CodePorts = {
  readonly organization: string;
  readonly catalogue: Catalogue;
  readonly documents: DocumentStore;
  readonly clock: Clock;
  readonly allot: (sequence: string) => Promise<number>;
  readonly tell: (repositoryId: string, refs: readonly PushedRef[]) => Promise<void>;
};

/** What changes the code of repositories over REST, and what is kept beside it. */
export function codeServices(
  ports: CodePorts,
): Pick<Services, 'code' | 'pushes' | 'reviews' | 'commitStatuses' | 'repositories'> {
  const pushes = new RecordedPushes(ports);
  const history = { refs: readRefs };
  const isGuarded = async (): Promise<boolean> => false;
  return {
    pushes,
    code: new CodeChanges({ ...ports, pushes, history, writer: gitWriter, merger: gitMerger, isGuarded }),
    reviews: new Reviews(ports),
    commitStatuses: new CommitStatuses(ports),
    repositories: new RepositoryChanges({ ...ports, writer: gitWriter }),
  };
}
