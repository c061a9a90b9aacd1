import type { TimelineId } from '../../base/id.ts';
import type { RequestedJob } from '../../run/job-of-request.ts';
import { OwnRecords, type PlacedRecord } from '../../run/own-records.ts';
import type { TimelineRecord } from '../../run/timeline.ts';

type Job = RequestedJob & { readonly timelineId: TimelineId };

type Means = { readonly timeline: () => Promise<readonly TimelineRecord[]>; readonly refusal: Error };

/** A job that tells of itself by its own token. Each check throws the service's refusal of what is another job's. */
export class OwnJob {
  readonly #job: Job;
  readonly #owned: Set<string>;
  readonly #means: Means;

  constructor(job: Job, owned: Set<string>, means: Means) {
    this.#job = job;
    this.#owned = owned;
    this.#means = means;
  }

  /** Changes of records of one timeline, which is the run's or has details of a step. */
  async checkChanges(timelineId: string, changes: readonly PlacedRecord[]): Promise<void> {
    const timeline = timelineId.toLowerCase() as TimelineId;
    if (timeline !== this.#job.timelineId) return this.checkTimeline(timeline);
    const named = changes.flatMap(({ id, parentId }) => (parentId ? [id, parentId] : [id]));
    if (named.every(id => this.#owned.has(id))) return;
    this.#refuseUnless((await this.#records()).mayChange(changes));
    for (const { id } of changes) this.#owned.add(id);
  }

  /** What is made or changed as a timeline beside the run's. */
  async checkTimeline(timelineId: string): Promise<void> {
    const id = timelineId.toLowerCase() as TimelineId;
    if (this.#owned.has(id)) return;
    this.#refuseUnless((await this.#records()).isFreeTimeline(id));
    this.#owned.add(id);
  }

  /** What is said beside a record, which need not be there yet. */
  async checkRecord(id: string): Promise<void> {
    if (!this.#owned.has(id)) this.#refuseUnless((await this.#records()).isFree(id));
  }

  /** The job has made a log. */
  ownLog(logId: number): void {
    this.#owned.add(logKey(logId));
  }

  async checkLog(logId: number): Promise<void> {
    if (!this.#owned.has(logKey(logId))) this.#refuseUnless((await this.#records()).isFreeLog(logId));
  }

  /** A job ends by its own token only where an agent has it. */
  checkEnd({ jobId, requestId }: { readonly jobId: string; readonly requestId: number }): void {
    const job = this.#job;
    this.#refuseUnless(job.hasAgent && jobId.toLowerCase() === job.jobId && requestId === job.requestId);
  }

  async #records(): Promise<OwnRecords> {
    return new OwnRecords(await this.#means.timeline(), this.#job.jobId);
  }

  #refuseUnless(isAllowed: boolean): void {
    if (!isAllowed) throw this.#means.refusal;
  }
}

function logKey(logId: number): string {
  return `log ${logId}`;
}
