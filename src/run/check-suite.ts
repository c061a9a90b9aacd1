import type { Instant } from '../base/clock.ts';
import type { RecordId } from '../base/id.ts';
import type { Check } from './checks.ts';
import { followGate } from './gate/follow-gate.ts';
import { type CheckState, type Gate, hasPassed } from './gate/gate.ts';
import { evolveGate, type GateEvent } from './gate/gate-state.ts';
import type { Run } from './state.ts';
import { checkpointId, stageRecordId } from './timeline/record-ids.ts';

/** Checks that are judged together: those of a stage, or those that somebody asked for beside every run. */
export type CheckSuite = {
  readonly id: string;
  readonly createdAt: Instant;
  readonly checks: readonly CheckState[];
};

export type SuiteStatus = 'queued' | 'running' | 'approved' | 'rejected' | 'timedOut' | 'canceled';

/** How a check stands. */
export function checkStatus(check: CheckState): SuiteStatus {
  if (check.state === 'completed') return check.outcome;
  return check.state === 'pending' ? 'queued' : 'running';
}

/** How all of them stand: approved once all are, over with the first that fails. */
export function suiteStatus({ checks }: Pick<CheckSuite, 'checks'>): SuiteStatus {
  if (checks.every(hasPassed)) return 'approved';
  const statuses = checks.map(checkStatus);
  // What is still checked when another check fails is canceled: that one says why.
  const failed = statuses.find(status => status === 'rejected' || status === 'timedOut');
  return failed ?? (statuses.includes('canceled') ? 'canceled' : 'running');
}

/** When the last of the checks was over; `undefined` while one is not. */
export function suiteCompletedAt({ checks, createdAt }: CheckSuite): Instant | undefined {
  const times = checks.map(check => (check.state === 'completed' ? check.at : undefined));
  return times.includes(undefined) ? undefined : Math.max(createdAt, ...times.filter(time => time !== undefined));
}

/** The gate of checks that stand before no stage. */
export function loneGate(checks: readonly { readonly id: RecordId; readonly check: Check }[], at: Instant): Gate {
  return evolveGate({ state: 'ready', checks: [] }, { type: 'gateOpened', at, ...place, checks });
}

/** A lone gate as it stands at an instant, for a run on some branches. Once all has passed or something failed it stays. */
export function settledGate(gate: Gate, branches: readonly string[], at: Instant): Gate {
  const repositories = Object.fromEntries(branches.map((refName, index) => [index, { refName }]));
  for (let now = gate; ; ) {
    if (now.checks.every(hasPassed)) return now;
    const events = followGate({ queued: { repositories } }, { plan: { name: '' }, attempt: 1 }, now, at);
    const changes = events.filter(isOfGate);
    if (changes.length === 0) return now;
    now = changes.reduce(evolveGate, now);
  }
}

/** A lone gate whose check of an exclusive lock has found it free. */
export function withFreeLock(gate: Gate, check: RecordId, at: Instant): Gate {
  return evolveGate(gate, { type: 'checkCompleted', at, ...place, check, outcome: 'approved' });
}

/** The checks of the stage whose checkpoint has an id, in its newest attempt. */
export function stageSuite(run: Run, id: string): CheckSuite | undefined {
  const { planId } = run.queued;
  const stage = [...run.stages.values()].find(
    ({ plan, attempt }) => checkpointId(stageRecordId(planId, plan.name, attempt)) === id,
  );
  if (stage?.gate === undefined) return undefined;
  const { checks } = stage.gate;
  const began = checks.flatMap(check => (check.state === 'pending' ? [] : [check.since]));
  return { id, checks, createdAt: Math.min(...began, began.length === 0 ? run.createdAt : Number.MAX_SAFE_INTEGER) };
}

const place = { stage: '', attempt: 1 } as const;

function isOfGate(event: { readonly type: string }): event is GateEvent {
  return event.type.startsWith('check');
}
