import { setTimeout as sleep } from 'node:timers/promises';
import { ArtifactService } from '../../src/api/agents/artifact-service.ts';
import { CacheService } from '../../src/api/agents/cache-service.ts';
import { ContentService } from '../../src/api/agents/content-service.ts';
import { TestService } from '../../src/api/agents/test-service.ts';
import { systemClock } from '../../src/base/clock.ts';
import { type Kept, openKept } from '../../src/main/kept.ts';
import type { RunKey } from '../../src/run/events.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { openMemoryBlobs } from '../../src/store/memory-blobs.ts';
import type {
  AgentJobRequest,
  JobCompleted,
  TaskAgentMessage,
  TaskAgentSession,
  WireTimelineRecord,
} from '../../src/wire/agent-protocol.ts';
import type {
  AgentIdentity,
  AgentServer,
  AttachedFile,
  FeedLines,
  NewLog,
  PlanScope,
  RecordChanges,
} from '../../src/wire/agent-server.ts';
import { row } from '../conformance/samples.ts';

type Log = { readonly path: string; text: string; lineCount: number; readonly appends: number[] };

/** A server in memory: offers jobs, and keeps whatever agents report. */
export class FakeServer implements AgentServer {
  /** Every call in order, by its name. */
  readonly calls: string[] = [];
  readonly logs = new Map<number, Log>();
  readonly records = new Map<string, WireTimelineRecord>();
  /** The timeline of each record. */
  readonly timelines = new Map<string, string>();
  readonly updates: WireTimelineRecord[][] = [];
  readonly feeds: FeedLines[] = [];
  readonly completed: JobCompleted[] = [];
  readonly sessions: TaskAgentSession[] = [];
  /** `build id: number` */
  readonly buildNumbers: string[] = [];
  /** `build id: tag` */
  readonly tags: string[] = [];
  readonly attachments: (AttachedFile & { readonly text: string })[] = [];
  /** Real ones, over stores in memory: every plan is run 1. */
  readonly kept: Kept;
  readonly content: ContentService;
  readonly artifacts: ArtifactService;
  readonly caches: CacheService;
  readonly tests: TestService;
  /** Answers, or throws, before a call has an effect. */
  before: (call: string) => Promise<void> | void = () => undefined;
  #messages: (TaskAgentMessage & { readonly to: string | undefined })[] = [];
  #nextMessageId = 1;
  #wake = Promise.withResolvers<void>();
  #whenCompleted = Promise.withResolvers<JobCompleted>();

  constructor() {
    const stores = openMemoryStores();
    this.kept = openKept({ ...stores, blobs: openMemoryBlobs(), clock: systemClock });
    const { artifacts, caches } = this.kept;
    const runOf = async (): Promise<RunKey> => ({ organization: 'test', runId: 1 });
    this.content = new ContentService(artifacts, caches, runOf);
    this.artifacts = new ArtifactService({ artifacts, ...stores, runOf });
    this.caches = new CacheService({ caches, ...stores, runOf });
    const runs = { row: async (key: RunKey) => row(key) };
    this.tests = new TestService({ ...this.kept, runs, runOf });
  }

  offer(request: AgentJobRequest): void {
    this.#send('PipelineAgentJobRequest', request);
  }

  /** Offers each job to one session, in the order they were opened. */
  offerEach(requests: readonly AgentJobRequest[]): void {
    for (const [index, request] of requests.entries()) {
      this.#send('PipelineAgentJobRequest', request, this.sessions[index]?.sessionId);
    }
  }

  cancel(jobId: string, timeout = '00:05:00'): void {
    this.#send('JobCancellation', { jobId, timeout });
  }

  /** Resolves with the next job that completes. */
  async nextCompleted(): Promise<JobCompleted> {
    const event = await this.#whenCompleted.promise;
    this.#whenCompleted = Promise.withResolvers();
    return event;
  }

  /** The records in order, as `name: result`. */
  results(): string[] {
    return [...this.records.values()]
      .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
      .map(record => `${record.name ?? '(job)'}: ${record.result}`);
  }

  record(name: string): WireTimelineRecord {
    const found = [...this.records.values()].find(record => record.name === name);
    if (found === undefined)
      throw new Error(`No record '${name}' among ${[...this.records.values()].map(record => record.name)}.`);
    return found;
  }

  /** The log of a record, without its time stamps. */
  log(record: WireTimelineRecord | undefined): string {
    const text = this.logs.get(record?.log?.id ?? 0)?.text ?? '';
    return text.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z /gm, '');
  }

  /** What the script of a step printed. */
  outputOf(record: WireTimelineRecord): string {
    return /^\[command\].*\n((?:.|\n)*)##\[section\]Finishing/m.exec(this.log(record))?.[1] ?? '';
  }

  async connect(agent: AgentIdentity): Promise<TaskAgentSession> {
    await this.#enter('connect');
    const { name, version, ownerName } = agent;
    const session = {
      sessionId: `session-${this.sessions.length + 1}`,
      ownerName,
      agent: { id: 7, name, version },
      poolId: 1,
    };
    this.sessions.push(session);
    return session;
  }

  async disconnect(): Promise<void> {
    await this.#enter('disconnect');
  }

  async nextMessage(
    session: TaskAgentSession,
    lastMessageId: number,
    signal: AbortSignal,
  ): Promise<TaskAgentMessage | undefined> {
    await this.#enter('nextMessage');
    const look = () =>
      this.#messages.find(
        ({ messageId, to }) => messageId > lastMessageId && (to === undefined || to === session.sessionId),
      );
    const found = look();
    if (found !== undefined) return found;
    const aborted = sleep(50_000, undefined, { signal, ref: false }).catch(() => undefined);
    await Promise.race([this.#wake.promise, aborted]);
    return look();
  }

  async deleteMessage(_session: TaskAgentSession, messageId: number): Promise<void> {
    await this.#enter('deleteMessage');
    this.#messages = this.#messages.filter(message => message.messageId !== messageId);
  }

  async renew(): Promise<{ lockedUntil: string }> {
    await this.#enter('renew');
    return { lockedUntil: new Date().toISOString() };
  }

  async updateRecords(_plan: PlanScope, timelineId: string, records: readonly WireTimelineRecord[]): Promise<void> {
    await this.#enter('updateRecords');
    this.updates.push([...records]);
    for (const { id } of records) this.timelines.set(id, timelineId);
    for (const record of records) this.records.set(record.id, { ...this.records.get(record.id), ...record });
  }

  async createLog(_plan: PlanScope, path: string): Promise<{ id: number }> {
    await this.#enter('createLog');
    const id = this.logs.size + 1;
    this.logs.set(id, { path, text: '', lineCount: 0, appends: [] });
    return { id };
  }

  async createLogs(plan: PlanScope, logs: readonly NewLog[]): Promise<{ id: number }[]> {
    await this.#enter('createLogs');
    const made: { id: number }[] = [];
    for (const { path, bytes, lineCount } of logs) {
      const log = await this.createLog(plan, path);
      await this.appendLog(plan, log.id, bytes, lineCount);
      made.push(log);
    }
    return made;
  }

  async appendLog(_plan: PlanScope, logId: number, bytes: Uint8Array, lineCount: number): Promise<void> {
    await this.#enter('appendLog');
    const log = this.logs.get(logId);
    if (log === undefined) throw new Error(`No log ${logId}.`);
    const text = Buffer.from(bytes).toString();
    if (!text.endsWith('\n')) throw new Error('An append has to end with a whole line.');
    log.text += text;
    log.lineCount += lineCount;
    log.appends.push(bytes.length);
  }

  async appendFeed(_plan: PlanScope, _timelineId: string, feed: FeedLines): Promise<void> {
    await this.#enter('appendFeed');
    this.feeds.push(feed);
  }

  async completeJob(plan: PlanScope, event: JobCompleted, last?: RecordChanges): Promise<void> {
    if (last !== undefined) await this.updateRecords(plan, last.timelineId, last.records);
    await this.#enter('completeJob');
    this.completed.push(event);
    this.#whenCompleted.resolve(event);
  }

  async updateBuildNumber(_plan: PlanScope, buildId: string, buildNumber: string): Promise<void> {
    await this.#enter('updateBuildNumber');
    this.buildNumbers.push(`${buildId}: ${buildNumber}`);
  }

  async addBuildTag(_plan: PlanScope, buildId: string, tag: string): Promise<readonly string[]> {
    await this.#enter('addBuildTag');
    this.tags.push(`${buildId}: ${tag}`);
    return [tag];
  }

  async uploadAttachment(_plan: PlanScope, _timelineId: string, file: AttachedFile, bytes: Uint8Array): Promise<void> {
    await this.#enter('uploadAttachment');
    this.attachments.push({ ...file, text: Buffer.from(bytes).toString() });
  }

  #send(messageType: TaskAgentMessage['messageType'], body: object, to?: string): void {
    this.#messages.push({ messageId: this.#nextMessageId, messageType, body: JSON.stringify(body), to });
    this.#nextMessageId += 1;
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  async #enter(call: string): Promise<void> {
    this.calls.push(call);
    await this.before(call);
  }
}
