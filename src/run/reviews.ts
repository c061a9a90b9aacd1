import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { reviewItems } from '../base/limits.ts';
import { changeInTurn } from './documents.ts';
import type { Identity } from './events.ts';
import type { DocumentStore } from './ports/document-store.ts';
import { PullRequestRefusal, type PullRequestRefusalReason } from './pull-request-refusal.ts';
import { type Comment, noReview, type PullRequestStatus, type Review, type Reviewer, type Thread } from './review.ts';

export type ReviewPorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly clock: Clock;
};

export type NewComment = Pick<Comment, 'content' | 'type' | 'parentId'>;
export type NewThread = Pick<Thread, 'status' | 'context' | 'pullRequestContext' | 'properties'> & {
  readonly comments: readonly NewComment[];
};
export type ReviewerChange = Partial<Pick<Reviewer, 'vote' | 'isRequired' | 'hasDeclined'>>;

const kind = 'pullRequestReview';

/**
 * What is said of pull requests, a document for each. Refuses with a `PullRequestRefusal` what is not there, and votes in somebody else's name. Safe to
 * call concurrently, from any number of servers.
 */
export class Reviews {
  readonly #ports: ReviewPorts;

  constructor(ports: ReviewPorts) {
    this.#ports = ports;
  }

  async get(pullRequestId: number): Promise<Review> {
    return (await this.#read(pullRequestId)).review;
  }

  async addStatus(
    pullRequestId: number,
    words: Omit<PullRequestStatus, 'id' | 'by' | 'at'>,
    by: Identity,
  ): Promise<PullRequestStatus> {
    const { made } = await this.#add(pullRequestId, (review, id) => {
      const status: PullRequestStatus = { ...words, id, by, at: this.#ports.clock.now() };
      return { review: { ...review, statuses: bounded([...review.statuses, status]) }, made: status };
    });
    return made;
  }

  async removeStatuses(pullRequestId: number, ids: readonly number[]): Promise<void> {
    await this.#change(pullRequestId, review => ({
      ...review,
      statuses: review.statuses.filter(({ id }) => !ids.includes(id)),
    }));
  }

  async addThread(pullRequestId: number, { comments, ...wanted }: NewThread, by: Identity): Promise<Thread> {
    const { made } = await this.#add(pullRequestId, (review, id) => {
      const now = this.#ports.clock.now();
      const said = comments.map((comment, index) => this.#comment({ ...comment, id: index + 1 }, by));
      const thread: Thread = { ...wanted, id, publishedAt: now, changedAt: now, comments: said };
      return { review: { ...review, threads: bounded([...review.threads, thread]) }, made: thread };
    });
    return made;
  }

  /** Changes a thread, and answers it as it then stands. */
  async changeThread(pullRequestId: number, threadId: number, change: (thread: Thread) => Thread): Promise<Thread> {
    const review = await this.#change(pullRequestId, before => {
      if (!before.threads.some(({ id }) => id === threadId)) throw missing('threadMissing', `thread ${threadId}`);
      const changedAt = this.#ports.clock.now();
      const threads = before.threads.map(each => (each.id === threadId ? { ...change(each), changedAt } : each));
      return { ...before, threads };
    });
    return review.threads.find(({ id }) => id === threadId) as Thread;
  }

  async addComment(pullRequestId: number, threadId: number, wanted: NewComment, by: Identity): Promise<Comment> {
    const thread = await this.changeThread(pullRequestId, threadId, before => {
      const id = Math.max(0, ...before.comments.map(each => each.id)) + 1;
      return { ...before, comments: bounded([...before.comments, this.#comment({ ...wanted, id }, by)]) };
    });
    return thread.comments.at(-1) as Comment;
  }

  /** Changes a comment, and answers it as it then stands. Words are changed by who wrote them. */
  async changeComment(
    pullRequestId: number,
    at: { readonly threadId: number; readonly commentId: number },
    change: (comment: Comment) => Partial<Comment>,
  ): Promise<Comment> {
    const { threadId, commentId } = at;
    const thread = await this.changeThread(pullRequestId, threadId, before => {
      if (!before.comments.some(({ id }) => id === commentId)) throw missing('threadMissing', `comment ${commentId}`);
      const changedAt = this.#ports.clock.now();
      const comments = before.comments.map(each =>
        each.id === commentId ? { ...each, changedAt, ...change(each) } : each,
      );
      return { ...before, comments };
    });
    return thread.comments.find(({ id }) => id === commentId) as Comment;
  }

  /** Gives a label; one that is there already stays. */
  async addLabels(pullRequestId: number, names: readonly string[]): Promise<Review> {
    return this.#change(pullRequestId, review => {
      const known = new Set(review.labels.map(({ name }) => name.toLowerCase()));
      const added = names.filter(name => !known.has(name.toLowerCase())).map(name => ({ id: randomUUID(), name }));
      return { ...review, labels: bounded([...review.labels, ...added]) };
    });
  }

  /** By id or by name, in any case. */
  async removeLabel(pullRequestId: number, idOrName: string): Promise<void> {
    const key = idOrName.toLowerCase();
    await this.#change(pullRequestId, review => ({
      ...review,
      labels: review.labels.filter(({ id, name }) => id !== key && name.toLowerCase() !== key),
    }));
  }

  /** Asks somebody, or notes what he said: nobody else votes for him. */
  async setReviewer(
    pullRequestId: number,
    { who, ...change }: ReviewerChange & { readonly who: Identity },
    by: Identity,
  ): Promise<Reviewer> {
    const review = await this.#change(pullRequestId, before => {
      const known = before.reviewers.find(each => each.who.id === who.id);
      const vote = change.vote ?? known?.vote ?? 0;
      if (vote !== 0 && vote !== known?.vote && by.id !== who.id)
        throw new PullRequestRefusal('reviewRefused', 'Nobody votes in the name of another reviewer.');
      const votedAt = change.vote === undefined ? {} : { votedAt: this.#ports.clock.now() };
      const reviewer: Reviewer = { isRequired: false, hasDeclined: false, ...known, ...change, ...votedAt, who, vote };
      const others = before.reviewers.filter(each => each.who.id !== who.id);
      return { ...before, reviewers: bounded([...others, reviewer]) };
    });
    return review.reviewers.find(each => each.who.id === who.id) as Reviewer;
  }

  async removeReviewer(pullRequestId: number, id: string): Promise<void> {
    await this.#change(pullRequestId, review => ({
      ...review,
      reviewers: review.reviewers.filter(({ who }) => who.id !== id),
    }));
  }

  /** Sets texts by name; null removes one. */
  async setProperties(pullRequestId: number, changes: Readonly<Record<string, string | null>>): Promise<Review> {
    return this.#change(pullRequestId, review => {
      const merged = Object.entries({ ...review.properties, ...changes });
      const properties = Object.fromEntries(merged.filter((each): each is [string, string] => each[1] !== null));
      return { ...review, properties };
    });
  }

  #comment(wanted: NewComment & { readonly id: number }, by: Identity): Comment {
    const now = this.#ports.clock.now();
    return { ...wanted, by, publishedAt: now, changedAt: now, isDeleted: false, likedBy: [] };
  }

  async #add<Made>(
    pullRequestId: number,
    add: (review: Review, id: number) => { readonly review: Review; readonly made: Made },
  ): Promise<{ readonly made: Made }> {
    let made: Made | undefined;
    await this.#change(pullRequestId, before => {
      const id = before.lastId + 1;
      const added = add({ ...before, lastId: id }, id);
      made = added.made;
      return added.review;
    });
    return { made: made as Made };
  }

  async #change(pullRequestId: number, change: (review: Review) => Review): Promise<Review> {
    const { organization, documents } = this.#ports;
    return changeInTurn(documents, `review of pull request ${pullRequestId}`, async () => {
      const { review, revision } = await this.#read(pullRequestId);
      const value = change(review);
      const written = { ...refOf(pullRequestId), expected: revision, content: { position: pullRequestId, value } };
      return (await documents.write(organization, [written])) ? value : undefined;
    });
  }

  async #read(pullRequestId: number): Promise<{ readonly review: Review; readonly revision: number }> {
    const found = await this.#ports.documents.get(this.#ports.organization, refOf(pullRequestId));
    return { review: (found?.value as Review | undefined) ?? noReview, revision: found?.revision ?? 0 };
  }
}

function refOf(pullRequestId: number) {
  return { kind, scope: '', id: `${pullRequestId}` };
}

function bounded<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= reviewItems) return items;
  throw new PullRequestRefusal('pullRequestInvalid', `A pull request has at most ${reviewItems} of them.`);
}

function missing(reason: PullRequestRefusalReason, what: string): PullRequestRefusal {
  return new PullRequestRefusal(reason, `The pull request has no ${what}.`);
}
