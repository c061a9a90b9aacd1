import type { Clock } from '../../base/clock.ts';
import type { PlanLockBehavior } from '../../plan/model.ts';
import type { Command } from '../commands.ts';
import { decide } from '../decide.ts';
import type { RunEvent, RunKey } from '../events.ts';
import { fold } from '../evolve.ts';
import type { Checks } from '../ports/checks.ts';
import type { LockHolder, Locks } from '../ports/locks.ts';
import type { Run, StageState } from '../state.ts';
import { lockChecks, readyStages, waitingChecks } from './answer-gate.ts';
import { lockName } from './follow-gate.ts';
import { stageResources } from './stage-resources.ts';

export type GateKeeperPorts = {
  readonly checks: Checks | undefined;
  readonly locks: Locks;
  readonly clock: Clock;
  readonly handle: (key: RunKey, commands: readonly Command[]) => Promise<Run | undefined>;
  readonly state: (key: RunKey) => Promise<Run | undefined>;
};

/** Asks which checks stages have, and takes and gives back the locks that they need. */
export class GateKeeper {
  readonly #ports: GateKeeperPorts;
  readonly #work = new Set<Promise<void>>();

  constructor(ports: GateKeeperPorts) {
    this.#ports = ports;
  }

  /** The events that open the gates of stages that are ready, and what follows from them; to be stored with those before. */
  async open(key: RunKey, before: Run): Promise<readonly RunEvent[]> {
    const { checks, clock } = this.#ports;
    const events: RunEvent[] = [];
    let run = before;
    for (let [stage] = readyStages(run); stage !== undefined; [stage] = readyStages(run)) {
      const resources = stageResources(run, stage);
      const found = (await checks?.checksOf(key.organization, run.queued.projectId, resources)) ?? [];
      const at = clock.now();
      const decided = decide(run, { type: 'openGate', at, stage: stage.plan.name, checks: found });
      run = fold(decided, run);
      events.push(...decided);
    }
    return events;
  }

  /** Claims the locks that stages of a run wait for, and gives back those of stages that some events ended. Does not wait for it. */
  follow(key: RunKey, run: Run, events: readonly RunEvent[]): void {
    const ended = events.flatMap(event => (event.type === 'stageCompleted' ? [run.stages.get(event.stage)] : []));
    const held = ended.flatMap(stage => (stage === undefined ? [] : locksOf(key, stage)));
    const waits = waitingChecks(run).some(({ check }) => check.check.kind === 'exclusiveLock');
    if (held.length > 0 || waits) this.#start(() => this.#settleLocks(key, run, held));
  }

  /** Resolves once no lock is being taken or given back. */
  async settle(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }

  #start(work: () => Promise<void>): void {
    // What fails is done again at the next tick: a stage that waits for a lock is always due.
    const started = work()
      .catch(() => undefined)
      .finally(() => this.#work.delete(started));
    this.#work.add(started);
  }

  async #settleLocks(key: RunKey, run: Run, held: readonly HeldLock[]): Promise<void> {
    for (const { resource, holder } of held) await this.#release(key.organization, resource, holder);
    for (const { stage, check } of waitingChecks(run)) {
      if (check.check.kind === 'exclusiveLock')
        await this.#claim(key, { stage, behavior: lockBehavior(run, stage) }, check.id, lockName(check));
    }
  }

  async #claim(
    key: RunKey,
    { stage, behavior }: { readonly stage: StageState; readonly behavior: PlanLockBehavior },
    checkId: string,
    resource: string,
  ): Promise<void> {
    const { locks, clock, handle } = this.#ports;
    const holder = { runId: key.runId, stage: stage.plan.name, attempt: stage.attempt };
    const { organization } = key;
    const answer = await locks.claim({ organization, resource, behavior, ...holder });
    if (answer.state === 'waiting') {
      if (!(await this.#isAlive(organization, answer.holder)))
        await this.#release(organization, resource, answer.holder);
      return;
    }
    const isHeld = answer.state === 'held';
    const after = await handle(key, [{ type: 'settleLock', at: clock.now(), checkId, isHeld }]);
    // The stage may have been canceled meanwhile: then nobody else would give the lock back.
    const now = after?.stages.get(holder.stage);
    if (isHeld && (now?.attempt !== holder.attempt || now.state === 'completed'))
      await this.#release(organization, resource, holder);
  }

  /** Gives a lock back, and lets the next one go on. */
  async #release(organization: string, resource: string, holder: LockHolder): Promise<void> {
    const { locks, state, handle, clock } = this.#ports;
    const next = await locks.release(organization, resource, holder);
    if (next === undefined) return;
    const key = { organization, runId: next.runId };
    const run = await state(key);
    const found =
      run && waitingChecks(run).find(({ stage, check }) => isLockOf(next, resource, stage, lockName(check)));
    if (found !== undefined)
      await handle(key, [{ type: 'settleLock', at: clock.now(), checkId: found.check.id, isHeld: true }]);
    else if (!(await this.#isAlive(organization, next))) await this.#release(organization, resource, next);
  }

  /** Whether a stage's attempt may still hold or want a lock. */
  async #isAlive(organization: string, { runId, stage, attempt }: LockHolder): Promise<boolean> {
    const found = (await this.#ports.state({ organization, runId }))?.stages.get(stage);
    return found !== undefined && found.attempt === attempt && found.state !== 'completed';
  }
}

/** What the stage says, else what the pipeline says for all of them. */
function lockBehavior({ queued }: Run, { plan }: StageState): PlanLockBehavior {
  return plan.lockBehavior ?? queued.plan.lockBehavior ?? 'runLatest';
}

type HeldLock = { readonly resource: string; readonly holder: LockHolder };

function locksOf(key: RunKey, stage: StageState): readonly HeldLock[] {
  const holder = { runId: key.runId, stage: stage.plan.name, attempt: stage.attempt };
  return lockChecks(stage.gate).map(check => ({ resource: lockName(check), holder }));
}

function isLockOf(next: LockHolder, resource: string, stage: StageState, name: string): boolean {
  return stage.plan.name === next.stage && stage.attempt === next.attempt && name === resource;
}
