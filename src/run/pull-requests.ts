import type { Clock } from '../base/clock.ts';
import type { ProjectId, RepositoryId } from '../base/id.ts';
import { changeInTurn } from './documents.ts';
import type { Identity } from './events.ts';
import type { Catalogue, Repository } from './ports/catalogue.ts';
import type { CodeHistory } from './ports/code-history.ts';
import type { CodeMerger } from './ports/code-merger.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { CompletionWish, MergedCommits, PullRequest } from './pull-request.ts';
import { PullRequestRefusal } from './pull-request-refusal.ts';
import { closed, moveToMerge, prepareMerge, settled } from './pull-requests/completion.ts';
import { PullRequestShelf } from './pull-requests/shelf.ts';

export type PullRequestPorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly catalogue: Pick<Catalogue, 'repository'>;
  readonly history: Pick<CodeHistory, 'refs'>;
  readonly merger: CodeMerger;
  readonly clock: Clock;
  /** The blocking policies that a pull request does not fulfil, by name. Default: none. */
  readonly blocking?: (repository: Repository, pullRequest: PullRequest) => Promise<readonly string[]>;
  /** Gives the next number of a named sequence of the organization. */
  readonly allot: (sequence: string) => Promise<number>;
};

export type NewPullRequest = Pick<
  PullRequest,
  'title' | 'description' | 'sourceBranch' | 'targetBranch' | 'isDraft'
> & {
  readonly by: Identity;
};

/** What is to become of a pull request; what is absent stays as it is. */
export type PullRequestChange = Partial<Pick<PullRequest, 'title' | 'description' | 'targetBranch' | 'isDraft'>> & {
  readonly by: Identity;
  readonly status?: PullRequest['status'];
  /** How it is to be completed; what is absent of it stays too. */
  readonly completion?: CompletionWish;
  /** Whether it is to be completed as soon as it can be. */
  readonly autoCompletes?: boolean;
  /** The commit that whoever completes it believes to merge. */
  readonly source?: string;
};

/** Which pull requests are wanted; absent members let all pass. */
export type PullRequestQuery = {
  readonly projectId?: ProjectId;
  readonly repositoryId?: RepositoryId;
  readonly status?: PullRequest['status'];
  readonly sourceBranch?: string;
  readonly targetBranch?: string;
  readonly creatorId?: string;
  readonly skip: number;
  readonly top: number;
};

/** A pull request whose target branch is about to be moved. */
type Completing = PullRequest & { readonly completing: NonNullable<PullRequest['completing']> };

/** Pull requests as people make and change them. Their merges and runs are made by whoever looks at the repositories. */
export class PullRequests {
  readonly #ports: PullRequestPorts;
  readonly #shelf: PullRequestShelf;

  constructor(ports: PullRequestPorts) {
    this.#ports = ports;
    this.#shelf = new PullRequestShelf(ports.documents, ports.organization);
  }

  /** Asks for a merge. Throws a `PullRequestRefusal` where a branch is missing, or the same is asked for already. */
  async create(repository: Repository, { by, ...wanted }: NewPullRequest): Promise<PullRequest> {
    await this.#commitsOf(repository, wanted);
    await this.#checkFree(repository, wanted);
    const { allot, clock } = this.#ports;
    const pullRequest: PullRequest = {
      ...wanted,
      id: await allot('pullRequest'),
      projectId: repository.projectId,
      repositoryId: repository.id,
      status: 'active',
      createdBy: by,
      createdAt: clock.now(),
      merge: { status: 'queued' },
      iterations: [],
    };
    if (await this.#shelf.write(pullRequest, 0)) return pullRequest;
    throw taken();
  }

  async get(id: number): Promise<PullRequest | undefined> {
    return (await this.#shelf.get(id))?.pullRequest;
  }

  /** Newest first. */
  async list({ skip, top, ...query }: PullRequestQuery): Promise<readonly PullRequest[]> {
    const found: PullRequest[] = [];
    for await (const pullRequest of this.#shelf.all()) {
      if (!matches(pullRequest, query)) continue;
      found.push(pullRequest);
      if (found.length === skip + top) break;
    }
    return found.slice(skip);
  }

  /** Changes a pull request, and answers it as it then stands. Throws a `PullRequestRefusal` for what its state does not allow. */
  async update(repository: Repository, id: number, change: PullRequestChange): Promise<PullRequest> {
    return changeInTurn(this.#ports.documents, `pull request ${id}`, async () => {
      const kept = await this.#shelf.get(id);
      if (kept === undefined || kept.pullRequest.repositoryId !== repository.id) throw missing(id);
      const before = await settled(this.#ports, repository.url, kept.pullRequest);
      // What became of a completion that was cut off is kept before anything else is done.
      if (before !== kept.pullRequest) return void (await this.#shelf.write(before, kept.revision));
      const changed = await this.#changed(repository, before, change);
      if (!(await this.#shelf.write(changed, kept.revision))) return undefined;
      const { completing } = changed;
      return completing === undefined ? changed : this.#complete(repository, { ...changed, completing }, change);
    });
  }

  /** Moves the branch, once it is kept that it will be, and closes the pull request, whatever became of it meanwhile. */
  async #complete(repository: Repository, pullRequest: Completing, change: PullRequestChange): Promise<PullRequest> {
    const { id, completing } = pullRequest;
    const completion = { ...pullRequest.completion, by: change.by };
    const problem = await moveToMerge(this.#ports, repository.url, pullRequest, completing.merge, completion);
    const how = { by: change.by, at: this.#ports.clock.now() };
    for (;;) {
      const kept = await this.#shelf.get(id);
      if (kept === undefined) throw missing(id);
      const { completing: _, ...rest } = kept.pullRequest;
      const after = problem === undefined ? closed({ ...rest, merge: completing.merge }, 'completed', how) : rest;
      if (!(await this.#shelf.write(after, kept.revision))) continue;
      if (problem === undefined) return after;
      throw new PullRequestRefusal('pullRequestInvalid', problem);
    }
  }

  /**
   * Completes those that are to be completed as soon as they can be, and can: they are merged without a conflict, their runs are started, and the
   * blocking policies hold. What stands in the way of one is left for the next time.
   */
  async completeReady(): Promise<void> {
    const { organization, catalogue, blocking } = this.#ports;
    for (const { pullRequest } of await this.#shelf.autoCompleted()) {
      const { id, projectId, repositoryId, merge, autoCompleter: by } = pullRequest;
      if (by === undefined || pullRequest.isDraft || merge.status !== 'succeeded' || pullRequest.untold) continue;
      const repository = await catalogue.repository(organization, projectId, repositoryId);
      if (repository === undefined || ((await blocking?.(repository, pullRequest)) ?? []).length > 0) continue;
      const completion = { bypassesPolicies: false };
      await this.update(repository, id, { by, status: 'completed', source: merge.source, completion }).catch(ignored);
    }
  }

  async #changed(repository: Repository, pullRequest: PullRequest, change: PullRequestChange): Promise<PullRequest> {
    const { status = pullRequest.status } = change;
    const isReopened = pullRequest.status === 'abandoned' && status === 'active';
    if (pullRequest.status !== 'active' && !isReopened)
      throw new PullRequestRefusal('pullRequestClosed', closedWords(pullRequest));
    const worded = { ...withAutoCompletion(pullRequest, change), ...wordsOf(change) };
    const aimed = await this.#aimed(repository, worded, change.targetBranch);
    if (isReopened) return this.#reopened(repository, aimed);
    if (status === 'abandoned') return closed(aimed, 'abandoned', { by: change.by, at: this.#ports.clock.now() });
    if (status === 'completed') return this.#completing(repository, aimed, change);
    const isPublished = pullRequest.isDraft && !aimed.isDraft;
    return isPublished ? { ...aimed, untold: { claimedUntil: 0 } } : aimed;
  }

  /** With another target it is merged anew. */
  async #aimed(repository: Repository, pullRequest: PullRequest, targetBranch?: string): Promise<PullRequest> {
    if (targetBranch === undefined || targetBranch === pullRequest.targetBranch) return pullRequest;
    const aimed: PullRequest = { ...pullRequest, targetBranch, merge: { status: 'queued' } };
    await this.#commitsOf(repository, aimed);
    await this.#checkFree(repository, aimed);
    return aimed;
  }

  async #reopened(repository: Repository, { closed: _, ...pullRequest }: PullRequest): Promise<PullRequest> {
    await this.#commitsOf(repository, pullRequest);
    await this.#checkFree(repository, pullRequest);
    return { ...pullRequest, status: 'active', merge: { status: 'queued' }, untold: { claimedUntil: 0 } };
  }

  /** The pull request with the merge that its target branch is to be moved to, or with what keeps the branches from being merged. */
  async #completing(repository: Repository, pullRequest: PullRequest, change: PullRequestChange): Promise<PullRequest> {
    if (pullRequest.isDraft)
      throw new PullRequestRefusal('pullRequestInvalid', 'A draft can not be completed. Publish it first.');
    const commits = await this.#commitsOf(repository, pullRequest);
    if (change.source !== undefined && change.source !== commits.source)
      throw new PullRequestRefusal(
        'pullRequestStale',
        'TF401192: The source branch has been modified since the last merge attempt.',
      );
    const completion = { ...pullRequest.completion, by: change.by };
    if (completion.bypassesPolicies !== true) await this.#checkPolicies(repository, pullRequest);
    const merge = await prepareMerge(this.#ports, repository.url, pullRequest, commits, completion);
    if (merge.status === 'failure') throw new PullRequestRefusal('pullRequestInvalid', merge.message);
    return merge.status === 'succeeded'
      ? { ...pullRequest, completing: { merge, by: change.by } }
      : { ...pullRequest, merge };
  }

  async #checkPolicies(repository: Repository, pullRequest: PullRequest): Promise<void> {
    const blocking = (await this.#ports.blocking?.(repository, pullRequest)) ?? [];
    if (blocking.length === 0) return;
    throw new PullRequestRefusal(
      'pullRequestBlocked',
      `The pull request ${pullRequest.id} cannot be completed: not all of its policies hold. ${blocking.join('; ')}.`,
    );
  }

  /** The commits that the branches stand at. */
  async #commitsOf(
    repository: Repository,
    of: Pick<PullRequest, 'sourceBranch' | 'targetBranch'>,
  ): Promise<MergedCommits> {
    const { sourceBranch, targetBranch } = of;
    const stranger = [sourceBranch, targetBranch].find(name => !name.startsWith('refs/heads/'));
    if (stranger !== undefined)
      throw new PullRequestRefusal('pullRequestInvalid', `'${stranger}' is not a branch, such as refs/heads/main.`);
    if (sourceBranch === targetBranch)
      throw new PullRequestRefusal('pullRequestInvalid', 'The source and target branches must be different.');
    const refs = (await this.#ports.history.refs(repository.url)) ?? {};
    const [source, target] = [refs[sourceBranch], refs[targetBranch]];
    if (source !== undefined && target !== undefined) return { source, target };
    throw new PullRequestRefusal(
      'pullRequestInvalid',
      `TF401398: The pull request cannot be activated because the source and/or the target branch no longer exists: ${source === undefined ? sourceBranch : targetBranch}.`,
    );
  }

  async #checkFree(
    { id }: Repository,
    { sourceBranch, targetBranch }: Pick<PullRequest, 'sourceBranch' | 'targetBranch'>,
  ): Promise<void> {
    for (const { pullRequest } of await this.#shelf.active(id)) {
      if (pullRequest.sourceBranch === sourceBranch && pullRequest.targetBranch === targetBranch) throw taken();
    }
  }
}

/** What can't be completed after all is left as it is. */
function ignored(failure: unknown): void {
  if (!(failure instanceof PullRequestRefusal)) throw failure;
}

function withAutoCompletion(
  pullRequest: PullRequest,
  { by, completion, autoCompletes, status }: PullRequestChange,
): PullRequest {
  const { autoCompleter: before, ...rest } = pullRequest;
  const keeps = autoCompletes !== false && status !== 'abandoned';
  const autoCompleter = autoCompletes === true ? by : keeps ? before : undefined;
  const wish = { ...pullRequest.completion, ...completion };
  return {
    ...rest,
    ...(Object.keys(wish).length === 0 ? {} : { completion: wish }),
    ...(autoCompleter === undefined ? {} : { autoCompleter }),
  };
}

function wordsOf({ title, description, isDraft }: PullRequestChange): Partial<PullRequest> {
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(isDraft === undefined ? {} : { isDraft }),
  };
}

function matches(pullRequest: PullRequest, query: Omit<PullRequestQuery, 'skip' | 'top'>): boolean {
  const { creatorId, ...same } = query;
  if (creatorId !== undefined && pullRequest.createdBy.id !== creatorId) return false;
  return Object.entries(same).every(([name, value]) => pullRequest[name as keyof typeof same] === value);
}

function taken(): PullRequestRefusal {
  return new PullRequestRefusal(
    'pullRequestTaken',
    'TF401179: An active pull request for the source and target branch already exists.',
  );
}

function missing(id: number): PullRequestRefusal {
  return new PullRequestRefusal('pullRequestMissing', `TF401180: The requested pull request was not found: ${id}.`);
}

function closedWords({ id, status }: PullRequest): string {
  return `TF401181: The pull request ${id} cannot be edited due to its state: ${status}.`;
}
