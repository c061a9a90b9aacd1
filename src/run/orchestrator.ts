import type { Clock } from '../base/clock.ts';
import type { PlanId } from '../base/id.ts';
import { appendRetries } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { RestCaller } from './agentless/rest-caller.ts';
import { cannotRun } from './cannot-run.ts';
import type { Command } from './commands.ts';
import { decide } from './decide.ts';
import { changedDeployments } from './deployments.ts';
import type { Annotation, Identity, RunEvent, RunKey } from './events.ts';
import { fold } from './evolve.ts';
import type { LogStore } from './logs.ts';
import { outboxOf, outboxTopic } from './outbox.ts';
import { Pools, poolOf } from './pools.ts';
import type { Environments } from './ports/environments.ts';
import type { RestCalls } from './ports/rest-calls.ts';
import type { JobRequest, RunRow, Version } from './ports/run-store.ts';
import type { Secrets } from './ports/secrets.ts';
import type { Stores } from './ports/stores.ts';
import type { VariableGroups } from './ports/variable-groups.ts';
import { checkConnections } from './queue-connections.ts';
import { QueueRefusal } from './queue-refusal.ts';
import { checkSkipped, prepareRun, type QueueRequest } from './queue-request.ts';
import { rowOf } from './row.ts';
import { checkSettable } from './settable-variables.ts';
import { jobAt, type Run } from './state.ts';
import type { TimelineRecord } from './timeline.ts';
import { TimelineView } from './timeline-view.ts';

export type OrchestratorPorts = {
  readonly stores: Stores;
  readonly logs: LogStore;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Absent (`millrace run`): every environment that a pipeline names is there, without a history. */
  readonly environments?: Environments;
  /** Absent: no group is ever found. */
  readonly variableGroups?: VariableGroups;
  /** Absent: steps that make calls fail. */
  readonly restCalls?: RestCalls;
};

export type OrchestratorOptions = {
  /** One agent serves every pool, whatever the pipeline calls it (`millrace run`). Default: false. */
  readonly anyPool?: boolean;
  /** Deployments begin by downloading the run's artifacts. Default: false. */
  readonly hasArtifacts?: boolean;
  /** Others are told what happens to runs: it is put into the outbox. Default: false. */
  readonly tellsOthers?: boolean;
  /** Called after events are stored, in order, for each run. */
  readonly onEvents?: (key: RunKey, events: readonly RunEvent[], run: Run) => void;
};

/** What became of a wish for a stage or a step of a run. */
export type StageAnswer =
  | { readonly ok: true; readonly row: RunRow }
  /** There is no such run, stage or step, or it does not stand where that could be done. */
  | { readonly ok: false; readonly reason: 'notFound' | 'notAllowed' };

/** Somebody's word on a manual validation. */
export type ValidationAnswer = {
  readonly recordId: string;
  readonly approved: boolean;
  readonly comment: string;
  readonly by: Identity;
};

type StageCommand = Extract<Command, { readonly stage: string }>;

type Known = { readonly run: Run; readonly version: Version };

/** A topic that is woken when a pool has something for its agents: a job, or a job to cancel. */
export function poolTopic(organization: string, poolId: number): string {
  return `pool/${organization}/${poolId}`;
}

/** A topic that is woken when a run has new events. */
export function runTopic(key: RunKey): string {
  return `run/${key.organization}/${key.runId}`;
}

/**
 * Feeds runs with commands and keeps what they decide. Any number of servers may do so on one store: each reads the newest state, appends
 * what follows, and starts over when another was faster.
 */
export class Orchestrator {
  readonly #ports: OrchestratorPorts;
  readonly #options: OrchestratorOptions;
  readonly #pools: Pools;
  /** Unfinished runs as last seen. Only a shortcut: an append against an old version is refused. */
  readonly #known = new Map<string, Known>();
  readonly #turns = new Map<string, Promise<unknown>>();

  readonly #restCaller: RestCaller;

  constructor(ports: OrchestratorPorts, options: OrchestratorOptions = {}) {
    this.#ports = ports;
    this.#pools = new Pools(ports.stores.agents, options.anyPool ?? false);
    this.#options = options;
    const { restCalls: calls, secrets, clock } = ports;
    this.#restCaller = new RestCaller({ calls, secrets, clock, handle: (key, commands) => this.handle(key, commands) });
  }

  /** Queues a run and starts what can start. Throws `QueueRefusal` for what the service would refuse at this point. */
  async queue(request: QueueRequest): Promise<RunRow> {
    const { stores, logs, secrets, clock } = this.#ports;
    const { organization, finalYaml } = request;
    const problems = cannotRun(request.plan);
    if (problems.length > 0) throw new QueueRefusal(problems.join('\n'));
    checkSkipped(request);
    checkSettable(request);
    await this.#pools.check(request);
    await checkConnections(request.plan, { organization, projectId: request.origin.projectId }, this.#ports.restCalls);
    const key: RunKey = { organization, runId: await stores.runs.allot(organization, 'run') };
    const at = clock.now();
    const queued = await prepareRun(request, key, at, {
      secrets,
      allot: sequence => stores.runs.allot(organization, sequence),
      environments: this.#ports.environments,
      variableGroups: this.#ports.variableGroups,
      hasArtifacts: this.#options.hasArtifacts ?? false,
    });
    const { id } = await logs.create(key);
    await logs.append(key, id, Buffer.from(finalYaml.endsWith('\n') ? finalYaml : `${finalYaml}\n`));
    const first: RunEvent = { type: 'runQueued', at, run: queued };
    const begun = fold([first]);
    const events = [first, ...decide(begun, { type: 'begin', at })];
    const stored = await this.#append(key, undefined, events, finalYaml);
    if (stored === undefined) throw new Error(`Run ${key.runId} exists already.`);
    return rowOf(key, stored.run);
  }

  /** Asks a run to stop: jobs that wait are canceled, running ones are told. Nothing happens to a run that is over. */
  async cancel(key: RunKey, by: Identity): Promise<RunRow | undefined> {
    const run = await this.handle(key, [{ type: 'cancel', at: this.#ports.clock.now(), by }]);
    return run === undefined ? undefined : rowOf(key, run);
  }

  /** Notes something on a run, in any state of it; answers it as it then stands. */
  async annotate(key: RunKey, annotation: Annotation): Promise<RunRow | undefined> {
    const run = await this.handle(key, [{ type: 'annotate', at: this.#ports.clock.now(), ...annotation }]);
    return run === undefined ? undefined : rowOf(key, run);
  }

  /** Starts a stage that is triggered by hand, also in a run that is over. Not allowed for a stage that has begun, or in a canceled run. */
  startStage(key: RunKey, stage: string, by: Identity): Promise<StageAnswer> {
    return this.#askOfStage(key, { type: 'startStage', at: this.#ports.clock.now(), stage, by });
  }

  /** Cancels one stage; the others go on. Not allowed once it is over. */
  cancelStage(key: RunKey, stage: string, by: Identity): Promise<StageAnswer> {
    return this.#askOfStage(key, { type: 'cancelStage', at: this.#ports.clock.now(), stage, by });
  }

  /**
   * Tries a stage again: the jobs that did not succeed and what depends on them, or all of them. Not allowed while the stage runs, or, without
   * `forceAllJobs`, for one that succeeded.
   */
  retryStage(key: RunKey, stage: string, options: { forceAllJobs: boolean; by: Identity }): Promise<StageAnswer> {
    return this.#askOfStage(key, { type: 'retryStage', at: this.#ports.clock.now(), stage, ...options });
  }

  /** Answers a manual validation, by the id of its record. Not allowed for who may not, or once it is over. */
  async answerValidation(key: RunKey, answer: ValidationAnswer): Promise<StageAnswer> {
    const at = this.#ports.clock.now();
    if ((await this.state(key)) === undefined) return { ok: false, reason: 'notFound' };
    return this.#ask(key, { type: 'answerValidation', at, ...answer });
  }

  /** What a step without an agent called says how it ended (the plan event `TaskCompleted`). `taskId` is the step's record id. */
  finishServerTask(key: RunKey, taskId: string, result: Result): Promise<StageAnswer> {
    return this.#ask(key, { type: 'finishServerStep', at: this.#ports.clock.now(), recordId: taskId, result });
  }

  /** The run as it stands, or `undefined` where there is none. */
  async state(key: RunKey): Promise<Run | undefined> {
    return (await this.#load(key))?.run;
  }

  /** The run's timeline, newest attempts. Empty where there is no run. */
  async timeline(key: RunKey): Promise<readonly TimelineRecord[]> {
    return (await this.#timeline(key)).records;
  }

  /** The records of an earlier attempt, by the id that `previousAttempts` gives. Empty where there is no such timeline. */
  async earlierTimeline(key: RunKey, timelineId: string): Promise<readonly TimelineRecord[]> {
    return (await this.#timeline(key)).earlier(timelineId);
  }

  /** The run of a plan, or `undefined`. */
  byPlan(organization: string, planId: PlanId): Promise<RunKey | undefined> {
    return this.#ports.stores.runs.byPlan(organization, planId);
  }

  /** Resolves once no call of a step without an agent is being made by this object. */
  settle(): Promise<void> {
    return this.#restCaller.settle();
  }

  /** Applies commands in order, as one append; answers the run afterwards, or `undefined` where there is none. */
  handle(key: RunKey, commands: readonly Command[]): Promise<Run | undefined> {
    return this.#inTurn(key, () => this.#apply(key, commands));
  }

  /** Looks at what time has made due, in every organization: timeouts, and agents that stopped renewing. Call it about every second. */
  async tick(): Promise<void> {
    const { stores, clock } = this.#ports;
    const at = clock.now();
    for (const held of await stores.queue.expired(at)) await this.loseJob(held, `${held.agentId}`);
    for (const key of await stores.runs.due(at)) {
      const run = await this.handle(key, [{ type: 'tick', at }]);
      if (run !== undefined) this.#restCaller.follow(key, run, []);
    }
  }

  /** The agent that held a request is gone: the job goes to another one if it had not begun, else it is abandoned. */
  async loseJob(request: JobRequest, agentName: string): Promise<void> {
    const { stores, clock } = this.#ports;
    const { organization, runId, stage, job, attempt, requestId } = request;
    const reason = `We stopped hearing from agent ${agentName}. Verify the agent machine is running and has a healthy network connection.`;
    const command: Command = { type: 'loseAgent', at: clock.now(), ref: { stage, job, attempt }, reason };
    const run = await this.handle({ organization, runId }, [command]);
    if (run !== undefined && jobAt(run, { stage, job, attempt })?.state === 'queued') {
      await stores.queue.release(organization, requestId);
      stores.wakeups.wake(poolTopic(organization, request.poolId));
    }
  }

  async #askOfStage(key: RunKey, command: StageCommand): Promise<StageAnswer> {
    const before = await this.state(key);
    const name = [...(before?.stages.keys() ?? [])].find(each => each.toLowerCase() === command.stage.toLowerCase());
    if (before === undefined || name === undefined) return { ok: false, reason: 'notFound' };
    return this.#ask(key, { ...command, stage: name });
  }

  async #ask(key: RunKey, command: Command): Promise<StageAnswer> {
    const turn = { changed: false };
    const run = await this.#inTurn(key, () => this.#apply(key, [command], turn));
    if (run === undefined) return { ok: false, reason: 'notFound' };
    return turn.changed ? { ok: true, row: rowOf(key, run) } : { ok: false, reason: 'notAllowed' };
  }

  async #timeline(key: RunKey): Promise<TimelineView> {
    const view = new TimelineView();
    for (const event of await this.#ports.stores.runs.read(key, 0)) view.apply(event);
    return view;
  }

  async #apply(key: RunKey, commands: readonly Command[], turn = { changed: false }): Promise<Run | undefined> {
    for (let attempt = 0; attempt < appendRetries; attempt += 1) {
      const known = await this.#load(key);
      if (known === undefined) return undefined;
      let run = known.run;
      const events: RunEvent[] = [];
      for (const command of commands) {
        const decided = decide(run, command);
        if (decided.length === 0) continue;
        run = fold(decided, run);
        events.push(...decided);
      }
      if (events.length === 0) return run;
      const stored = await this.#append(key, known, events);
      turn.changed = stored !== undefined;
      if (stored !== undefined) return stored.run;
      this.#known.delete(nameOf(key));
    }
    throw new Error(`Run ${key.runId} changed ${appendRetries} times while it was being written.`);
  }

  async #append(
    key: RunKey,
    before: Known | undefined,
    decided: readonly RunEvent[],
    finalYaml?: string,
  ): Promise<Known | undefined> {
    const { stores } = this.#ports;
    const events = await this.#number(key.organization, decided);
    const run = fold(events, before?.run);
    const enqueue = await this.#pools.requests(key, events);
    const expected = before?.version ?? 0;
    const appended = await stores.runs.append({
      key,
      expected,
      events,
      row: rowOf(key, run),
      ...(finalYaml === undefined ? {} : { finalYaml }),
      enqueue,
      dequeue: finishedRequests(events, before?.run),
      ...(this.#options.tellsOthers ? { outbox: outboxOf(key, expected, events, this.#ports.clock.now()) } : {}),
    });
    if (!appended.ok) return undefined;
    const known = { run, version: appended.version };
    if (run.state === 'completed') this.#known.delete(nameOf(key));
    else this.#known.set(nameOf(key), known);
    await this.#announce(key, events, run);
    return known;
  }

  async #number(organization: string, events: readonly RunEvent[]): Promise<readonly RunEvent[]> {
    const numbered: RunEvent[] = [];
    for (const event of events) {
      const requestId = event.type === 'jobQueued' ? await this.#ports.stores.runs.allot(organization, 'request') : 0;
      numbered.push(event.type === 'jobQueued' ? { ...event, requestId } : event);
    }
    return numbered;
  }

  async #announce(key: RunKey, events: readonly RunEvent[], run: Run): Promise<void> {
    const { wakeups } = this.#ports.stores;
    const pools = new Set(events.flatMap(event => poolOf(event, run) ?? []));
    for (const name of pools) {
      const poolId = await this.#pools.idOf(key.organization, name);
      if (poolId !== undefined) wakeups.wake(poolTopic(key.organization, poolId));
    }
    wakeups.wake(runTopic(key));
    this.#restCaller.follow(key, run, events);
    if (this.#options.tellsOthers) wakeups.wake(outboxTopic);
    for (const deployment of changedDeployments(key, run, events)) await this.#ports.environments?.record(deployment);
    this.#options.onEvents?.(key, events, run);
  }

  async #load(key: RunKey): Promise<Known | undefined> {
    const known = this.#known.get(nameOf(key));
    if (known !== undefined) return known;
    const events = await this.#ports.stores.runs.read(key, 0);
    return events.length === 0 ? undefined : { run: fold(events), version: events.length };
  }

  /** One command after the other within this process, so that only other servers can be faster. */
  #inTurn<T>(key: RunKey, work: () => Promise<T>): Promise<T> {
    const name = nameOf(key);
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work, work);
    this.#turns.set(name, turn);
    const done = (): void => {
      if (this.#turns.get(name) === turn) this.#turns.delete(name);
    };
    turn.then(done, done);
    return turn;
  }
}

function nameOf(key: RunKey): string {
  return `${key.organization}/${key.runId}`;
}

function finishedRequests(events: readonly RunEvent[], before: Run | undefined): number[] {
  const over: number[] = [];
  for (const event of events) {
    if (event.type !== 'jobCompleted' && event.type !== 'jobAbandoned') continue;
    const job = before === undefined ? undefined : jobAt(before, event.ref);
    if (job !== undefined && 'dispatch' in job && job.dispatch !== undefined) over.push(job.dispatch.requestId);
  }
  return over;
}
