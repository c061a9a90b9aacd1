import type { Clock } from '../base/clock.ts';
import { CodeRefusal } from './code-refusal.ts';
import type { Identity } from './events.ts';
import type { Repository } from './ports/catalogue.ts';
import type { CodeHistory } from './ports/code-history.ts';
import type { CodeMerger } from './ports/code-merger.ts';
import type { CodeWriter, CommitHand, FileChange } from './ports/code-writer.ts';
import { shortBranch } from './pull-request.ts';
import { handOf } from './pull-requests/merging.ts';
import type { RecordedPush, RecordedPushes } from './recorded-pushes.ts';
import type { PushedRef } from './trigger-ports.ts';

export type CodeChangePorts = {
  readonly writer: CodeWriter;
  readonly merger: Pick<CodeMerger, 'moveRef' | 'isCheckedOut'>;
  readonly history: Pick<CodeHistory, 'refs'>;
  readonly pushes: RecordedPushes;
  readonly clock: Clock;
  /** Tells those who start runs of what was pushed. */
  readonly tell: (repositoryId: string, refs: readonly PushedRef[]) => Promise<void>;
  /** Whether a branch is changed by pull requests alone. */
  readonly isGuarded: (repository: Repository, branch: string) => Promise<boolean>;
};

/** A commit as somebody sends it; without a hand it is whose who sends it, and made now. */
export type CommitWish = {
  readonly message: string;
  readonly author?: Partial<CommitHand>;
  readonly committer?: Partial<CommitHand>;
  readonly changes: readonly FileChange[];
};

export type PushWish = {
  readonly refName: string;
  /** What the ref stands at, or, for a new branch, what it begins at. Zeros: nothing. */
  readonly from: string;
  readonly commits: readonly CommitWish[];
};

export type MadePush = { readonly push: RecordedPush; readonly commits: readonly string[] };

/** A ref that is to be moved, made (`from` is zeros) or removed (`to` is zeros). */
export type RefWish = { readonly refName: string; readonly from: string; readonly to: string };

export type RefOutcome = RefWish & {
  readonly status:
    | 'succeeded'
    | 'succeededNonExistentRef'
    | 'staleOldObjectId'
    | 'invalidRefName'
    | 'unresolvableToCommit'
    | 'refNameConflict'
    | 'rejectedByPlugin'
    | 'rejectedByPolicy';
};

export type TagWish = { readonly name: string; readonly objectId: string; readonly message: string };

const nothing = '0'.repeat(40);

/** Changes the code of registered repositories over REST. Throws a `CodeRefusal` for what can't be. Safe to call concurrently. */
export class CodeChanges {
  readonly #ports: CodeChangePorts;

  constructor(ports: CodeChangePorts) {
    this.#ports = ports;
  }

  /** Makes commits and moves a branch to the last of them. */
  async push(repository: Repository, wish: PushWish, by: Identity): Promise<MadePush> {
    const { writer } = this.#ports;
    const { refName, commits } = wish;
    if (!refName.startsWith('refs/heads/')) throw invalid(`'${refName}' is not a branch, such as refs/heads/main.`);
    const { parent, standsAt } = await this.#startOf(repository, wish);
    const made = await writer.commit(repository.url, {
      parent,
      commits: commits.map(commit => ({ ...commit, ...this.#handsOf(commit, by) })),
    });
    if (!made.ok) throw refusalOf(made);
    const move = { refName, from: standsAt ?? nothing, to: made.commits.at(-1) ?? nothing };
    const [outcome] = await this.#moved(repository, [move], by);
    if (outcome?.push === undefined) throw refusedMove(repository, wish, outcome?.status);
    return { push: outcome.push, commits: made.commits };
  }

  /** Moves refs one by one; each says what became of it. */
  async updateRefs(repository: Repository, wishes: readonly RefWish[], by: Identity): Promise<readonly RefOutcome[]> {
    return this.#moved(repository, wishes, by);
  }

  /** Makes an annotated tag; answers its object. */
  async tag(repository: Repository, { name, objectId, message }: TagWish, by: Identity): Promise<string> {
    const { writer, clock } = this.#ports;
    const refName = `refs/tags/${name.replace(/^refs\/tags\//, '')}`;
    const tagger = { ...handOf(by), at: clock.now() };
    const isKnown = (await writer.kindOf(repository.url, objectId)) !== undefined;
    if (!isKnown) throw new CodeRefusal('objectMissing', `TF401035: The object '${objectId}' does not exist.`);
    const tag = { name: refName.slice('refs/tags/'.length), objectId, message, tagger };
    const to = (await writer.isRefName(refName)) ? await writer.tag(repository.url, tag) : undefined;
    if (to === undefined) throw invalid(`The tag name '${name}' is not valid.`);
    const [outcome] = await this.#moved(repository, [{ refName, from: nothing, to }], by);
    if (outcome?.status === 'succeeded') return to;
    throw refusedMove(repository, { refName, from: nothing }, outcome?.status);
  }

  /** The commit that a push begins at, and what its branch stands at, which must be the same when the branch is moved. */
  async #startOf({ url }: Repository, { refName, from, commits }: PushWish) {
    const { writer } = this.#ports;
    if (commits.length === 0) throw invalid('A push needs at least one commit.');
    const standsAt = await writer.idOf(url, refName);
    if (standsAt !== undefined && standsAt !== from) throw stale(refName);
    if (isZero(from)) return { parent: undefined, standsAt };
    if ((await writer.kindOf(url, from)) === 'commit') return { parent: from, standsAt };
    throw new CodeRefusal('objectMissing', `TF401035: The object '${from}' does not exist.`);
  }

  #handsOf({ author, committer }: CommitWish, by: Identity): { author: CommitHand; committer: CommitHand } {
    const own: CommitHand = { ...handOf(by), at: this.#ports.clock.now() };
    return { author: { ...own, ...author }, committer: { ...own, ...author, ...committer } };
  }

  async #moved(
    repository: Repository,
    wishes: readonly RefWish[],
    by: Identity,
  ): Promise<readonly (RefOutcome & { readonly push?: RecordedPush })[]> {
    const made = await this.#ports.pushes.making(repository.id, id => this.#pushed(repository, wishes, { id, by }));
    if (made.seenAs.length > 0) await this.#ports.tell(repository.id, made.seenAs);
    return made.outcomes;
  }

  /** Moves refs and records the push; `seenAs` is how they look to those who compare commits. */
  async #pushed(
    repository: Repository,
    wishes: readonly RefWish[],
    of: { readonly id: number; readonly by: Identity },
  ) {
    const { history, pushes } = this.#ports;
    const before = (await history.refs(repository.url)) ?? {};
    const outcomes: RefOutcome[] = [];
    for (const wish of wishes) outcomes.push({ ...wish, status: await this.#move(repository, wish) });
    const done = outcomes.filter(({ status }) => status === 'succeeded');
    if (done.length === 0) return { outcomes, seenAs: [] };
    const after = (await history.refs(repository.url)) ?? {};
    const seenAs = done.map(({ refName }) => ({ refName, from: before[refName], to: after[refName] }));
    const refs = done.map(({ refName, from, to }) => ({ refName, from: idOrNone(from), to: idOrNone(to) }));
    // What is gone nobody sees come.
    const push = await pushes.record(repository.id, {
      ...of,
      refs,
      seenAs: seenAs.filter(({ to }) => to !== undefined),
    });
    return { seenAs, outcomes: outcomes.map(one => (one.status === 'succeeded' ? { ...one, push } : one)) };
  }

  async #move(repository: Repository, { refName, from, to }: RefWish): Promise<RefOutcome['status']> {
    const { writer, merger, isGuarded } = this.#ports;
    const { url } = repository;
    if (!/^refs\/(heads|tags)\//.test(refName) || !(await writer.isRefName(refName))) return 'invalidRefName';
    const now = await writer.idOf(url, refName);
    if (now === undefined && isZero(to)) return 'succeededNonExistentRef';
    if ((now ?? nothing) !== (isZero(from) ? nothing : from)) return 'staleOldObjectId';
    const isBranch = refName.startsWith('refs/heads/');
    if (!isZero(to)) {
      const kind = await writer.kindOf(url, to);
      if (kind === undefined || (isBranch && kind !== 'commit')) return 'unresolvableToCommit';
    }
    if (isBranch && now !== undefined && (await isGuarded(repository, refName))) return 'rejectedByPolicy';
    if (isBranch && (await merger.isCheckedOut(url, refName))) return 'rejectedByPlugin';
    const ref = { name: refName, from: now ?? nothing, ...(isZero(to) ? {} : { to }) };
    return (await merger.moveRef(url, ref)) ? 'succeeded' : 'refNameConflict';
  }
}

function isZero(id: string): boolean {
  return /^0+$/.test(id);
}

function idOrNone(id: string): string | undefined {
  return isZero(id) ? undefined : id;
}

function invalid(message: string): CodeRefusal {
  return new CodeRefusal('pushInvalid', message);
}

function stale(refName: string): CodeRefusal {
  return new CodeRefusal(
    'pushStale',
    `TF401028: The reference '${refName}' has already been updated by another client, so you cannot update it. Please try again.`,
  );
}

function refusalOf(made: Exclude<Awaited<ReturnType<CodeWriter['commit']>>, { readonly ok: true }>): CodeRefusal {
  if (made.problem === 'failure') return invalid('Git could not make the commits.');
  const words =
    made.problem === 'pathTaken'
      ? `The path '/${made.path}' is there already. Edit or delete it.`
      : `TF401174: The item '/${made.path}' could not be found in the commit that it is to be changed in.`;
  return new CodeRefusal(made.problem, words);
}

function refusedMove(
  repository: Repository,
  { refName }: Pick<PushWish, 'refName' | 'from'>,
  status: RefOutcome['status'] | undefined,
): CodeRefusal {
  switch (status) {
    case 'rejectedByPolicy':
      return new CodeRefusal(
        'branchGuarded',
        'TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.',
      );
    case 'rejectedByPlugin':
      return new CodeRefusal('refRejected', checkedOutWords(repository, refName));
    case 'invalidRefName':
      return invalid(`'${refName}' is not a name that git takes for a ref.`);
    case 'refNameConflict':
      return new CodeRefusal('refRejected', `The reference '${refName}' could not be written.`);
    default:
      return stale(refName);
  }
}

/** Why a branch is not moved that a working tree has checked out. */
export function checkedOutWords({ name }: Repository, refName: string): string {
  return `A working tree of ${name} has the branch ${shortBranch(refName)} checked out, and git refuses to push to it. A bare repository takes it.`;
}
