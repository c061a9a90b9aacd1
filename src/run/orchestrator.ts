import type { Clock } from '../base/clock.ts';
import type { PlanId, ProjectId } from '../base/id.ts';
import type { Result } from '../base/result.ts';
import { type JobTokenSource, RestCaller } from './agentless/rest-caller.ts';
import { StepLogs } from './agentless/step-logs.ts';
import { validationsOf } from './agentless/validations.ts';
import { type ApprovalChange, approvalCommands, firstRefused } from './approval-changes.ts';
import { ApprovalIndex } from './approval-index.ts';
import { type Approval, approvalsOf } from './approvals.ts';
import { cannotRun } from './cannot-run.ts';
import { type CheckSuite, stageSuite } from './check-suite.ts';
import type { Command } from './commands.ts';
import { consequences } from './consequences.ts';
import { decide } from './decide.ts';
import { changedDeployments } from './deployments.ts';
import type { Annotation, Identity, RunEvent, RunKey } from './events.ts';
import { fold } from './evolve.ts';
import { CheckCaller } from './gate/check-caller.ts';
import { DocumentLocks } from './gate/document-locks.ts';
import { GateKeeper } from './gate/gate-keeper.ts';
import type { LogStore } from './logs.ts';
import { concernsOthers, outboxTopic } from './outbox.ts';
import { PoolGuard } from './pool-guard.ts';
import { Pools, poolOf } from './pools.ts';
import type { Checks } from './ports/checks.ts';
import type { Environments } from './ports/environments.ts';
import type { Locks } from './ports/locks.ts';
import type { ResourcePermissions } from './ports/resource-permissions.ts';
import type { RestCalls } from './ports/rest-calls.ts';
import type { JobRequest, KeptItem, RunRow } from './ports/run-store.ts';
import type { Secrets } from './ports/secrets.ts';
import type { Stores } from './ports/stores.ts';
import type { VariableGroups } from './ports/variable-groups.ts';
import { enforcedBy } from './project-settings.ts';
import { checkConnections } from './queue-connections.ts';
import { checkPermitted } from './queue-permissions.ts';
import { QueueRefusal } from './queue-refusal.ts';
import { checkSkipped, prepareRun, type QueueRequest } from './queue-request.ts';
import { isUnsuccessful } from './retry.ts';
import { rowOf } from './row.ts';
import { RunWriter } from './run-writer.ts';
import { checkSettable } from './settable-variables.ts';
import { jobAt, type Run } from './state.ts';
import { completionCommands, type TaskTeller } from './task-completion.ts';
import type { TimelineRecord } from './timeline.ts';
import { TimelineView } from './timeline-view.ts';

export type OrchestratorPorts = {
  readonly stores: Stores;
  readonly logs: LogStore;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Absent (`millrace run`): every environment that a pipeline names is there, without a history. */
  readonly environments?: Environments;
  /** Absent: stages wait for no checks. */
  readonly checks?: Checks;
  /** Default: locks kept as documents of the stores. */
  readonly locks?: Locks;
  /** Absent: no group is ever found. */
  readonly variableGroups?: VariableGroups;
  /** Absent: every pipeline may use every pool, repository and service connection. */
  readonly permissions?: ResourcePermissions;
  /** Gives jobs without an agent tokens of their own. Absent: they have none. */
  readonly jobTokens?: JobTokenSource;
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
  /** What of a run's row lists show, where it is worth keeping with the row. Default: nothing is kept. */
  readonly itemOf?: (row: RunRow) => KeptItem | undefined;
  /** Called after events are stored, in order, for each run. */
  readonly onEvents?: (key: RunKey, events: readonly RunEvent[], run: Run) => void;
};

/** What became of a wish for a stage or a step of a run. */
export type StageAnswer =
  | { readonly ok: true; readonly row: RunRow }
  /** There is no such run, stage or step, or it does not stand where that could be done. */
  | { readonly ok: false; readonly reason: 'notFound' | 'notAllowed' };

type StageCommand = Extract<Command, { readonly stage: string }>;

/** A topic that is woken when a pool has a job for an agent that has none. */
export function poolTopic(organization: string, poolId: number): string {
  return `pool/${organization}/${poolId}`;
}

/** A topic that is woken when a pool has something for the agents that have a job: one is to be canceled, or is over. */
export function heldTopic(organization: string, poolId: number): string {
  return `held/${organization}/${poolId}`;
}

/** A topic that is woken when a run has new events, and when a log of it has more lines. */
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
  readonly #writer: RunWriter;
  readonly #restCaller: RestCaller;
  readonly #checkCaller: CheckCaller;
  readonly #gates: GateKeeper;
  readonly #poolGuard: PoolGuard;
  readonly #approvals: ApprovalIndex;
  readonly #stepLogs: StepLogs;

  constructor(ports: OrchestratorPorts, options: OrchestratorOptions = {}) {
    this.#ports = ports;
    this.#pools = new Pools(ports.stores, options.anyPool ?? false);
    this.#options = options;
    const { stores, restCalls: calls, jobTokens: tokens, secrets, clock, permissions } = ports;
    this.#poolGuard = new PoolGuard({ pools: this.#pools, permissions, clock });
    this.#writer = new RunWriter({
      stores,
      clock,
      pools: this.#pools,
      tellsOthers: options.tellsOthers ?? false,
      itemOf: options.itemOf ?? (() => undefined),
      more: (key, run, events) => this.#more(key, run, events),
      before: (key, run, events) => this.#approvals.note(key, run.queued, events),
      after: (key, run, events) => this.#announce(key, events, run),
    });
    this.#approvals = new ApprovalIndex(stores.documents);
    this.#stepLogs = new StepLogs(ports.logs);
    this.#gates = new GateKeeper({
      checks: ports.checks,
      locks: ports.locks ?? new DocumentLocks(stores.documents),
      clock,
      handle: (key, commands) => this.handle(key, commands),
      state: key => this.state(key),
    });
    const callers = { calls, tokens, secrets, clock, handle: this.handle.bind(this) };
    this.#restCaller = new RestCaller(callers);
    this.#checkCaller = new CheckCaller(callers);
  }

  /** Queues a run and starts what can start. Throws `QueueRefusal` for what the service would refuse at this point. */
  async queue(request: QueueRequest): Promise<RunRow> {
    const { stores, logs, secrets, clock } = this.#ports;
    const { organization, finalYaml } = request;
    const problems = cannotRun(request.plan);
    if (problems.length > 0) throw new QueueRefusal(problems.join('\n'));
    checkSkipped(request);
    const { projectId, pipeline, requestedFor } = request.origin;
    const enforced = await enforcedBy(stores.documents, organization, projectId);
    if (enforced.settableVariables) checkSettable(request);
    await this.#pools.check(request);
    const { permissions, restCalls } = this.#ports;
    await checkPermitted(request, permissions);
    const use = { projectId, pipelineId: pipeline.id, requestedFor };
    await checkConnections(request.plan, { organization, use }, { calls: restCalls, permissions });
    const key: RunKey = { organization, runId: await stores.runs.allot(organization, 'run') };
    const at = clock.now();
    const scoped = enforced.projectScope ? { ...request, hasCollectionScope: false } : request;
    const queued = await prepareRun(scoped, key, at, {
      secrets,
      allot: sequence => stores.runs.allot(organization, sequence),
      environments: this.#ports.environments,
      variableGroups: this.#ports.variableGroups,
      hasArtifacts: this.#options.hasArtifacts ?? false,
      isGuarded: this.#ports.checks !== undefined,
    });
    await logs.createWith(key, [Buffer.from(finalYaml.endsWith('\n') ? finalYaml : `${finalYaml}\n`)]);
    const first: RunEvent = { type: 'runQueued', at, run: queued };
    const begun = fold([first]);
    const run = await this.#writer.begin(key, [first, ...decide(begun, { type: 'begin', at })], finalYaml);
    return rowOf(key, run);
  }

  /** Asks a run to stop: jobs that wait are canceled, running ones are told. Nothing happens to a run that is over. */
  async cancel(key: RunKey, by: Identity): Promise<RunRow | undefined> {
    const run = await this.handle(key, [{ type: 'cancel', at: this.#ports.clock.now(), by }]);
    return run === undefined ? undefined : rowOf(key, run);
  }

  /** Lets a run begin that was held because its pipeline was paused. Nothing happens to any other. */
  async release(key: RunKey): Promise<void> {
    await this.handle(key, [{ type: 'release', at: this.#ports.clock.now() }]);
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

  /**
   * Tries every stage of a run again that failed or was canceled, as `retryStage` does. Not allowed while the run is not over, or where nothing
   * of it failed.
   */
  async retry(key: RunKey, by: Identity): Promise<StageAnswer> {
    const run = await this.state(key);
    if (run === undefined) return { ok: false, reason: 'notFound' };
    if (run.state !== 'completed') return { ok: false, reason: 'notAllowed' };
    const at = this.#ports.clock.now();
    const again = [...run.stages.values()].filter(isUnsuccessful);
    return this.#ask(
      key,
      ...again.map(({ plan }): Command => ({ type: 'retryStage', at, stage: plan.name, forceAllJobs: false, by })),
    );
  }

  /**
   * What a step without an agent called, or a check, says how it ended (the plan event `TaskCompleted`). `taskId` is the record id of the step or the
   * check; `job` is there where the token of a job or a check says so, which may do that for its own steps, or for itself, alone.
   */
  async finishServerTask(key: RunKey, taskId: string, result: Result, job?: TaskTeller): Promise<StageAnswer> {
    const run = await this.state(key);
    if (run === undefined) return { ok: false, reason: 'notFound' };
    const commands = completionCommands(run, { taskId, result, at: this.#ports.clock.now() }, job);
    return commands.length === 0 ? { ok: false, reason: 'notAllowed' } : this.#ask(key, ...commands);
  }

  /** The run as it stands, or `undefined` where there is none. */
  state(key: RunKey): Promise<Run | undefined> {
    return this.#writer.state(key);
  }

  /** The run's timeline, newest attempts. Empty where there is no run. */
  async timeline(key: RunKey): Promise<readonly TimelineRecord[]> {
    return (await this.#timeline(key)).records;
  }

  /** The records of an earlier attempt or of details, by the id that `previousAttempts` or `detailsId` gives. Empty where there is no such timeline. */
  async earlierTimeline(key: RunKey, timelineId: string): Promise<readonly TimelineRecord[]> {
    return (await this.#timeline(key)).earlier(timelineId);
  }

  /** The run of a plan, or `undefined`. */
  byPlan(organization: string, planId: PlanId): Promise<RunKey | undefined> {
    return this.#ports.stores.runs.byPlan(organization, planId);
  }

  /** Resolves once this object makes no call of a step without an agent, and takes no lock. */
  async settle(): Promise<void> {
    await this.#restCaller.settle();
    await this.#checkCaller.settle();
    await this.#gates.settle();
  }

  /** The approvals and manual validations of a run's newest attempts; empty where there is no run. */
  async approvalsOf(key: RunKey): Promise<readonly Approval[]> {
    const run = await this.state(key);
    return run === undefined ? [] : [...approvalsOf(key, run), ...validationsOf(key, run)];
  }

  /** An approval of a project, by its id; `undefined` where there is none, or a newer attempt of its stage. */
  async approval(organization: string, projectId: ProjectId, id: string): Promise<Approval | undefined> {
    const key = await this.#approvals.runOf(organization, projectId, id);
    return key === undefined ? undefined : (await this.approvalsOf(key)).find(approval => approval.id === id);
  }

  /** The checks of a stage of a project's run, by the id of its checkpoint; `undefined` where there is none, or a newer attempt of the stage. */
  async stageChecks(organization: string, projectId: ProjectId, id: string): Promise<CheckSuite | undefined> {
    const key = await this.#approvals.runOfCheckpoint(organization, projectId, id);
    const run = key && (await this.state(key));
    return run && stageSuite(run, id);
  }

  /** The approvals of a project's runs that asked for some last, newest run first; `top` counts approvals asked for. */
  async approvals(organization: string, projectId: ProjectId, top: number): Promise<readonly Approval[]> {
    const keys = await this.#approvals.newestRuns(organization, projectId, top);
    return (await Promise.all(keys.map(key => this.approvalsOf(key)))).flat();
  }

  /** Makes a change of an approval; not allowed for who may not, whose turn it is not, or once it is over. */
  changeApproval(change: ApprovalChange): Promise<StageAnswer> {
    return this.#ask(change.run, ...approvalCommands(change, this.#ports.clock.now()));
  }

  /** The index of the first of several changes, made one after the other, that would not be allowed; makes none of them. */
  firstRefusedApproval(changes: readonly ApprovalChange[]): Promise<number | undefined> {
    return firstRefused(changes, this.#ports.clock.now(), key => this.state(key));
  }

  /** Applies commands in order, as one append; answers the run afterwards, or `undefined` where there is none. */
  async handle(key: RunKey, commands: readonly Command[]): Promise<Run | undefined> {
    return (await this.#writer.apply(key, commands))?.run;
  }

  /** Looks at what time has made due, in every organization: timeouts, and agents that stopped renewing. Call it about every second. */
  async tick(): Promise<void> {
    const { stores, clock } = this.#ports;
    const at = clock.now();
    for (const held of await stores.queue.expired(at)) await this.loseJob(held, `${held.agentId}`);
    for (const key of await stores.runs.due(at)) {
      const run = await this.handle(key, [{ type: 'tick', at }]);
      if (run === undefined) continue;
      this.#restCaller.follow(key, run, []);
      this.#checkCaller.follow(key, run, []);
      this.#gates.follow(key, run, []);
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

  /** What else follows, by what checks, pools and logs say. */
  async #more(key: RunKey, run: Run, events: readonly RunEvent[]): Promise<readonly RunEvent[]> {
    const more = await consequences(run, events, [
      now => this.#gates.open(key, now),
      (now, latest) => this.#poolGuard.refuse(key, now, latest),
    ]);
    const all = [...events, ...more];
    return [...more, ...(await this.#stepLogs.write(key, more.length === 0 ? run : fold(more, run), all))];
  }

  async #askOfStage(key: RunKey, command: StageCommand): Promise<StageAnswer> {
    const before = await this.state(key);
    const name = [...(before?.stages.keys() ?? [])].find(each => each.toLowerCase() === command.stage.toLowerCase());
    if (before === undefined || name === undefined) return { ok: false, reason: 'notFound' };
    return this.#ask(key, { ...command, stage: name });
  }

  async #ask(key: RunKey, ...commands: readonly Command[]): Promise<StageAnswer> {
    const applied = await this.#writer.apply(key, commands);
    if (applied === undefined) return { ok: false, reason: 'notFound' };
    return applied.hasChanged ? { ok: true, row: rowOf(key, applied.run) } : { ok: false, reason: 'notAllowed' };
  }

  async #timeline(key: RunKey): Promise<TimelineView> {
    const view = new TimelineView();
    for (const event of await this.#ports.stores.runs.read(key, 0)) view.apply(event);
    return view;
  }

  async #announce(key: RunKey, events: readonly RunEvent[], run: Run): Promise<void> {
    const { wakeups } = this.#ports.stores;
    for (const [topicOf, happened] of [
      [poolTopic, events.filter(({ type }) => type === 'jobQueued')],
      [heldTopic, events.filter(({ type }) => type !== 'jobQueued')],
    ] as const)
      for (const name of new Set(happened.flatMap(event => poolOf(event, run) ?? []))) {
        const poolId = await this.#pools.idOf(key.organization, name);
        if (poolId !== undefined) wakeups.wake(topicOf(key.organization, poolId));
      }
    wakeups.wake(runTopic(key));
    this.#stepLogs.forget(events);
    this.#restCaller.follow(key, run, events);
    this.#checkCaller.follow(key, run, events);
    this.#gates.follow(key, run, events);
    if (this.#options.tellsOthers && concernsOthers(events)) wakeups.wake(outboxTopic);
    // What fails now, or is lost with this process, is recorded from the outbox.
    for (const deployment of changedDeployments(key, run, events))
      await this.#ports.environments?.record(deployment).catch(() => undefined);
    this.#options.onEvents?.(key, events, run);
  }
}
