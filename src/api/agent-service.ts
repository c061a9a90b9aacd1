import type { JobTokens } from '../access/job-tokens.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { CacheStore } from '../artifacts/cache-store.ts';
import type { Clock, Instant } from '../base/clock.ts';
import type { PlanId, SessionId } from '../base/id.ts';
import { jobLockMs, messagePollMs, messageWaitMs } from '../base/limits.ts';
import { newGuid } from '../base/new-guid.ts';
import { type JobResources, jobResources } from '../resources/job-resources.ts';
import { kindsOf } from '../resources/referring-inputs.ts';
import type { Resources } from '../resources/resources.ts';
import { demandable } from '../run/agent-capabilities.ts';
import { agentNamed, changeAgents } from '../run/agents-of-pool.ts';
import type { AttachmentStore } from '../run/attachments.ts';
import type { RunKey } from '../run/events.ts';
import type { FeedHub } from '../run/feed.ts';
import { type JobOffer, jobOffer } from '../run/job-offer.ts';
import type { LogStore } from '../run/logs.ts';
import { heldTopic, type Orchestrator, poolTopic } from '../run/orchestrator.ts';
import type { Agent, AgentPool } from '../run/ports/agent-registry.ts';
import type { HeldRequest } from '../run/ports/job-queue.ts';
import type { JobRequest } from '../run/ports/run-store.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import type { Stores } from '../run/ports/stores.ts';
import { isRunNumber } from '../run/run-number.ts';
import { jobAt, type Run } from '../run/state.ts';
import type { TaskRegistry } from '../run/task-registry.ts';
import type { CoverageStore } from '../testing/coverage-store.ts';
import type { TestAttachments } from '../testing/test-attachments.ts';
import type { TestStore } from '../testing/test-store.ts';
import {
  AgentServerError,
  type JobCompleted,
  type TaskAgentMessage,
  type TaskAgentSession,
  type WireTimelineRecord,
} from '../wire/agent-protocol.ts';
import type {
  AgentIdentity,
  AgentServer,
  AttachedFile,
  FeedLines,
  NewLog,
  PlanScope,
  RecordChanges,
  TaskDownload,
} from '../wire/agent-server.ts';
import { cancelMessage, cancelMessageId, jobMessage, jobMessageId } from './agent-messages.ts';
import { ArtifactService } from './agents/artifact-service.ts';
import { CacheService } from './agents/cache-service.ts';
import { ContentService } from './agents/content-service.ts';
import { TestService } from './agents/test-service.ts';
import { recordCommands, refOf } from './record-commands.ts';

export type AgentServicePorts = {
  readonly organization: string;
  readonly stores: Stores;
  readonly orchestrator: Orchestrator;
  readonly logs: LogStore;
  readonly attachments: AttachmentStore;
  readonly feed: FeedHub;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Absent: jobs have no token of their own (`millrace run`, where there is nothing to call). */
  readonly jobTokens?: Pick<JobTokens, 'issue'>;
  /** Absent: jobs are given no service endpoints and no secure files. */
  readonly resources?: Resources;
  /** Where task packages are. Default: there are none. */
  readonly tasks?: TaskRegistry;
  readonly artifacts: ArtifactStore;
  readonly caches: CacheStore;
  readonly tests: TestStore;
  readonly testAttachments: TestAttachments;
  readonly coverage: CoverageStore;
};

/**
 * The agent protocol over the orchestrator, without any transport: the routes of `serve` call it, and `millrace run` hands it to its own
 * agent as it is. An agent has one job at a time for each session.
 */
export class AgentService implements AgentServer {
  readonly content: ContentService;
  readonly artifacts: ArtifactService;
  readonly caches: CacheService;
  readonly tests: TestService;
  readonly #ports: AgentServicePorts;
  /** Messages a session has deleted. Lost with the server: who then gets a message again knows it by its id. */
  readonly #deleted = new Map<string, Set<number>>();
  readonly #plans = new Map<string, RunKey>();

  constructor(ports: AgentServicePorts) {
    this.#ports = ports;
    const { artifacts, caches, stores } = ports;
    const runOf = (plan: PlanScope): Promise<RunKey> => this.#run(plan);
    this.content = new ContentService(artifacts, caches, runOf);
    this.artifacts = new ArtifactService({ artifacts, ...stores, runOf });
    this.caches = new CacheService({ caches, ...stores, runOf });
    this.tests = new TestService({ ...ports, runs: stores.runs, runOf });
  }

  async connect(identity: AgentIdentity): Promise<TaskAgentSession> {
    const { organization, stores, clock } = this.#ports;
    const pool = await this.#pool(identity.poolName);
    const agent = await this.#register(pool, identity);
    const former = await stores.agents.sessionOf(organization, agent.id);
    if (former !== undefined && former.ownerName !== identity.ownerName) {
      throw new AgentServerError(
        409,
        `The agent ${agent.name} already has an active session for owner ${former.ownerName}.`,
      );
    }
    const openedAt = clock.now();
    const id = newGuid() as SessionId;
    await stores.agents.openSession(organization, {
      id,
      agentId: agent.id,
      poolId: pool.id,
      ownerName: identity.ownerName,
      openedAt,
    });
    // Whoever had the former session is gone: a new one of the same owner says so.
    await this.#loseJobs(agent);
    return {
      sessionId: id,
      ownerName: identity.ownerName,
      agent: { id: agent.id, name: agent.name, version: agent.version },
      poolId: pool.id,
    };
  }

  async disconnect(session: TaskAgentSession): Promise<void> {
    const { organization, stores } = this.#ports;
    this.#deleted.delete(session.sessionId);
    const open = await stores.agents.session(organization, session.sessionId as SessionId);
    if (open === undefined) return;
    await stores.agents.closeSession(organization, open.id);
    await this.#loseJobs(session.agent);
  }

  async nextMessage(
    session: TaskAgentSession,
    lastMessageId: number,
    signal: AbortSignal,
  ): Promise<TaskAgentMessage | undefined> {
    const { organization, stores, clock } = this.#ports;
    const until = clock.now() + messageWaitMs;
    while (!signal.aborted) {
      await this.#checkOpen(session);
      const waitMs = Math.max(0, Math.min(messagePollMs, until - clock.now()));
      // They hear from before the look, so that what comes in between is not missed.
      using queued = stores.wakeups.listen(poolTopic(organization, session.poolId));
      using changed = stores.wakeups.listen(heldTopic(organization, session.poolId));
      const { message, isBusy } = await this.#pendingMessage(session, lastMessageId);
      if (message !== undefined || clock.now() >= until) return message;
      // An agent that has a job is not looking for another: those that wait are many, where jobs are.
      await (isBusy ? changed : queued).woken(waitMs, signal);
    }
    return undefined;
  }

  async deleteMessage(session: TaskAgentSession, messageId: number): Promise<void> {
    const deleted = this.#deleted.get(session.sessionId) ?? new Set();
    this.#deleted.set(session.sessionId, deleted.add(messageId));
  }

  async renew(session: TaskAgentSession, requestId: number): Promise<{ readonly lockedUntil: string }> {
    const { organization, stores } = this.#ports;
    const lockedUntil = this.#lockEnd();
    const held = await stores.queue.renew(organization, requestId, session.agent.id, lockedUntil);
    if (!held) throw new AgentServerError(404, `Job request ${requestId} is not held by agent ${session.agent.name}.`);
    return { lockedUntil: new Date(lockedUntil).toISOString() };
  }

  async updateRecords(plan: PlanScope, timelineId: string, records: readonly WireTimelineRecord[]): Promise<void> {
    const { orchestrator } = this.#ports;
    const key = await this.#run(plan);
    const before = await orchestrator.state(key);
    const changes = recordCommands(before, { timelineId, records }, this.#ports.clock.now());
    const run = await orchestrator.handle(key, changes);
    const refs = changes.flatMap(change => (change.type === 'startJob' ? [change.ref] : []));
    const refused = refs.find(ref => run === undefined || jobAt(run, ref)?.state !== 'inProgress');
    if (refused !== undefined)
      throw new AgentServerError(404, `Job '${refused.job}' is not to begin: no agent holds it any longer.`);
  }

  async createLog(plan: PlanScope, _path: string): Promise<{ readonly id: number }> {
    const { id } = await this.#ports.logs.create(await this.#run(plan));
    return { id };
  }

  async createLogs(plan: PlanScope, logs: readonly NewLog[]): Promise<readonly { readonly id: number }[]> {
    const pieces = logs.map(({ bytes }) => bytes);
    return (await this.#ports.logs.createWith(await this.#run(plan), pieces)).map(({ id }) => ({ id }));
  }

  async appendLog(plan: PlanScope, logId: number, bytes: Uint8Array): Promise<void> {
    await this.#ports.logs.append(await this.#run(plan), logId, bytes);
  }

  async appendFeed(plan: PlanScope, _timelineId: string, feed: FeedLines): Promise<void> {
    const { recordId, stepId, startLine, value } = feed;
    this.#ports.feed.publish(await this.#run(plan), { jobId: recordId, stepId, startLine, lines: value });
  }

  async completeJob(plan: PlanScope, event: JobCompleted, last?: RecordChanges): Promise<void> {
    const { orchestrator, clock } = this.#ports;
    const key = await this.#run(plan);
    const run = await orchestrator.state(key);
    const changes = last === undefined ? [] : recordCommands(run, last, clock.now());
    const ref = refOf(run, event.jobId);
    const { result } = event;
    const outputs = plainOutputs(event);
    const end = ref === undefined ? [] : [{ type: 'finishJob', at: clock.now(), ref, result, outputs } as const];
    if (changes.length + end.length > 0) await orchestrator.handle(key, [...changes, ...end]);
  }

  async updateBuildNumber(plan: PlanScope, _buildId: string, buildNumber: string): Promise<void> {
    if (!isRunNumber(buildNumber)) throw new AgentServerError(400, `'${buildNumber}' is no build number.`);
    await this.#ports.orchestrator.annotate(await this.#run(plan), { name: buildNumber });
  }

  async addBuildTag(plan: PlanScope, _buildId: string, tag: string): Promise<readonly string[]> {
    const row = await this.#ports.orchestrator.annotate(await this.#run(plan), { addTags: [tag] });
    return row?.notes.tags ?? [];
  }

  async uploadAttachment(plan: PlanScope, timelineId: string, file: AttachedFile, bytes: Uint8Array): Promise<void> {
    await this.#ports.attachments.put(await this.#run(plan), { timelineId, ...file }, bytes);
  }

  async downloadTask({ id, version }: { readonly id: string; readonly version: string }): Promise<TaskDownload> {
    const { tasks } = this.#ports;
    const task = await tasks?.find(id, version);
    if (tasks === undefined || task === undefined)
      throw new AgentServerError(404, `The task ${id} is not installed in version ${version}.`);
    return { bytes: tasks.bytes(task), sha256: task.sha256 };
  }

  async #pool(name: string): Promise<AgentPool> {
    const pools = await this.#ports.stores.agents.pools(this.#ports.organization);
    const pool = pools.find(each => each.name.toLowerCase() === name.toLowerCase());
    if (pool === undefined) throw new AgentServerError(404, `Agent pool not found: '${name}'.`);
    return pool;
  }

  async #register(pool: AgentPool, identity: AgentIdentity): Promise<Agent> {
    const { organization, stores, clock } = this.#ports;
    return changeAgents({ organization, ...stores }, pool.id, async agents => {
      const known = agentNamed(agents, identity.name);
      const id = known?.id ?? (await stores.runs.allot(organization, 'agent'));
      const { name, version, osDescription, systemCapabilities: capabilities } = identity;
      const own = { id, poolId: pool.id, name, version, osDescription, capabilities };
      const agent: Agent = { createdAt: clock.now(), ...known, ...own };
      if (known !== undefined)
        return (await stores.agents.changeAgent(organization, { former: known, changed: agent })) ? agent : undefined;
      return (await stores.agents.putAgent(organization, agent)) ? agent : undefined;
    });
  }

  async #loseJobs(agent: { readonly id: number; readonly name: string }): Promise<void> {
    const { organization, stores, orchestrator } = this.#ports;
    for (const held of await stores.queue.heldBy(organization, agent.id)) await orchestrator.loseJob(held, agent.name);
  }

  async #checkOpen(session: TaskAgentSession): Promise<void> {
    const { organization, stores } = this.#ports;
    const open = await stores.agents.session(organization, session.sessionId as SessionId);
    if (open === undefined)
      throw new AgentServerError(404, `The session ${session.sessionId} of agent ${session.agent.name} has expired.`);
  }

  async #pendingMessage(
    session: TaskAgentSession,
    lastMessageId: number,
  ): Promise<{ readonly message: TaskAgentMessage | undefined; readonly isBusy: boolean }> {
    const { organization, stores } = this.#ports;
    const held = await stores.queue.heldBy(organization, session.agent.id);
    for (const request of held) {
      const message = await this.#heldMessage(session, request, lastMessageId);
      if (message !== undefined) return { message, isBusy: true };
    }
    const isBusy = held.length > 0;
    return { message: isBusy ? undefined : await this.#claim(session), isBusy };
  }

  /** A cancellation of what the agent has, or its job again when it does not seem to have arrived. */
  async #heldMessage(
    session: TaskAgentSession,
    request: HeldRequest,
    lastMessageId: number,
  ): Promise<TaskAgentMessage | undefined> {
    const run = await this.#ports.orchestrator.state(runOf(request));
    const job = run === undefined ? undefined : jobAt(run, request);
    if (job?.state !== 'assigned' && job?.state !== 'inProgress') return undefined;
    const deleted = this.#deleted.get(session.sessionId);
    if (job.cancel !== undefined && !deleted?.has(cancelMessageId(request)))
      return cancelMessage(request, job.dispatch);
    const arrived =
      job.state === 'inProgress' || deleted?.has(jobMessageId(request)) || lastMessageId >= jobMessageId(request);
    return arrived || run === undefined ? undefined : this.#offer(run, request);
  }

  async #claim(session: TaskAgentSession): Promise<TaskAgentMessage | undefined> {
    const { organization, stores, orchestrator, clock } = this.#ports;
    const agents = await stores.agents.agents(organization, session.poolId);
    const agent = agents.find(each => each.id === session.agent.id);
    if (agent === undefined || agent.isDisabled === true) return undefined;
    const claim = {
      organization,
      poolId: session.poolId,
      agentId: agent.id,
      capabilities: demandable(agent),
      lockedUntil: this.#lockEnd(),
    };
    for (
      let request = await stores.queue.claim(claim);
      request !== undefined;
      request = await stores.queue.claim(claim)
    ) {
      const { stage, job, attempt } = request;
      const ref = { stage, job, attempt };
      const run = await orchestrator.handle(runOf(request), [
        { type: 'assignJob', at: clock.now(), ref, agent: agent.name },
      ]);
      const message = run === undefined ? undefined : await this.#offer(run, request);
      if (message !== undefined) return message;
    }
    return undefined;
  }

  async #offer(run: Run, request: JobRequest): Promise<TaskAgentMessage | undefined> {
    const offer = jobOffer(run, request);
    if (offer === undefined) return undefined;
    const { secrets, resources, jobTokens } = this.#ports;
    const nothing = { steps: offer.steps, endpoints: [], secureFiles: [] };
    const given =
      resources === undefined ? nothing : await this.#given(resources, run, { offer, runId: request.runId });
    const project = { id: offer.projectId, name: run.queued.projectName };
    const { runId, requestId } = request;
    const isWide = run.queued.hasCollectionScope === true;
    const token = await jobTokens?.issue({ runId, requestId, project, isWide });
    return jobMessage(offer, this.#lockEnd(), secrets, { ...given, token });
  }

  async #given(
    resources: Resources,
    run: Run,
    { offer, runId }: { readonly offer: JobOffer; readonly runId: number },
  ): Promise<JobResources> {
    const { secrets, tasks } = this.#ports;
    const kindOf = kindsOf((await tasks?.list()) ?? []);
    const { pipeline, name } = run.queued;
    const given = await jobResources(resources, secrets, pipeline.id, offer, kindOf);
    const use = { projectId: offer.projectId, jobId: offer.jobId, pipeline: { id: pipeline.id, name: pipeline.name } };
    for (const { id } of given.endpoints)
      await resources.endpointUses.record({ ...use, endpointId: id, run: { id: runId, name } });
    return given;
  }

  #lockEnd(): Instant {
    return this.#ports.clock.now() + jobLockMs;
  }

  async #run(plan: PlanScope): Promise<RunKey> {
    const known = this.#plans.get(plan.planId);
    if (known !== undefined) return known;
    const key = await this.#ports.orchestrator.byPlan(this.#ports.organization, plan.planId as PlanId);
    if (key === undefined) throw new AgentServerError(404, `Plan ${plan.planId} was not found.`);
    if (this.#plans.size >= 1000) this.#plans.clear();
    this.#plans.set(plan.planId, key);
    return key;
  }
}

function runOf(request: JobRequest): RunKey {
  return { organization: request.organization, runId: request.runId };
}

/** Secret ones are passed on to nobody. */
function plainOutputs({ outputs }: JobCompleted): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(outputs).flatMap(([name, { value, isSecret }]) => (isSecret ? [] : [[name, value ?? '']])),
  );
}
