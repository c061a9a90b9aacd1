import type { Instant } from '../../base/clock.ts';
import { restCallLeaseMs } from '../../base/limits.ts';
import { matchesText } from '../../base/name-pattern.ts';
import type { CheckOutcome } from '../checks.ts';
import type { RunEvent } from '../events.ts';
import { countsAt, verdictOf } from './approval.ts';
import { isOpen, nextChange } from './business-hours.ts';
import { type CheckState, type Gate, hasPassed, turnOf } from './gate.ts';
import { type Extending, extendsRequired, missingTemplateText } from './required-template.ts';

const minuteMs = 60_000;

/** As much of a run as its gates look at. */
export type Guarded = { readonly queued: Extending };

/** As much of a stage as its gate looks at. */
export type GuardedStage = { readonly plan: { readonly name: string }; readonly attempt: number };

/** What follows at the gate of a stage: checks begin and end, and with them the wait. An empty answer means that it goes on. */
export function followGate(run: Guarded, stage: GuardedStage, gate: Gate, at: Instant): readonly RunEvent[] {
  if (gate.state === 'ready') return [];
  const { attempt } = stage;
  const place = { at, stage: stage.plan.name, attempt };
  const withdrawn = gate.checks.filter(check => isWithdrawn(check, at));
  if (withdrawn.length > 0) return withdrawn.map(({ id }) => ({ type: 'checkReopened', ...place, check: id }));
  const failed = gate.checks.find(check => check.state === 'completed' && !hasPassed(check));
  if (failed?.state === 'completed') return failGate(gate, place, failed.check.kind, failed.outcome);
  if (gate.checks.every(hasPassed)) return [{ type: 'stageStarted', ...place }];
  return currentChecks(gate).flatMap((check): readonly RunEvent[] => {
    if (check.state === 'pending' || isAskedAgain(check, at))
      return [{ type: 'checkStarted', ...place, check: check.id }];
    const outcome = outcomeOf(run, check, at);
    if (outcome === undefined) return [];
    return [{ type: 'checkCompleted', ...place, check: check.id, outcome, ...messageOf(check, outcome) }];
  });
}

/** When a gate must be looked at again. */
export function gateDue(gate: Gate): Instant | undefined {
  const times = gate.checks.flatMap(checkDue);
  return times.length === 0 ? undefined : Math.min(...times);
}

function checkDue(check: CheckState): readonly Instant[] {
  const rule = check.check;
  if (check.state === 'completed') return rule.kind === 'businessHours' ? [nextChange(rule, check.at)] : [];
  if (check.state === 'pending') return [];
  const times = [check.since + rule.timeoutMinutes * minuteMs];
  if (rule.kind === 'businessHours') times.push(nextChange(rule, check.since));
  // Whoever gives a lock back tells the next; a look at every tick is for those that died before they could.
  if (rule.kind === 'exclusiveLock') times.push(check.since);
  if (check.retryAt !== undefined) times.push(check.retryAt);
  else if (rule.kind === 'call' && !check.isCalled) times.push(check.triedAt + restCallLeaseMs);
  if (check.postponedUntil !== undefined) times.push(check.postponedUntil);
  return times;
}

/** What said no is asked again, while there is time. */
function isAskedAgain(check: CheckState, at: Instant): boolean {
  if (check.state !== 'inProgress' || check.retryAt === undefined) return false;
  return at >= check.retryAt && at < check.since + check.check.timeoutMinutes * minuteMs;
}

/** Business hours that ended while something else is waited for. */
function isWithdrawn(check: CheckState, at: Instant): boolean {
  return hasPassed(check) && check.check.kind === 'businessHours' && !isOpen(check.check, at);
}

/** The checks whose turn it is and that are not over. Locks are taken one by one, in one order for all runs, so that none waits in a circle. */
function currentChecks({ checks }: Gate): readonly CheckState[] {
  const open = checks.filter(check => !hasPassed(check));
  const turn = Math.min(...open.map(turnOf));
  const current = open.filter(check => turnOf(check) === turn);
  if (current[0]?.check.kind !== 'exclusiveLock') return current;
  return current.toSorted((one, other) => compare(lockName(one), lockName(other))).slice(0, 1);
}

/** What is locked, as one text. */
export function lockName({ check }: CheckState): string {
  const { type, id, name } = check.resource;
  return `${type}/${id === '' ? name.toLowerCase() : id}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function outcomeOf(run: Guarded, check: CheckState, at: Instant): CheckOutcome | undefined {
  if (check.state !== 'inProgress') return undefined;
  const rule = check.check;
  switch (rule.kind) {
    case 'approval': {
      const verdict = verdictOf(rule, check.answers);
      if (verdict === 'rejected' || (verdict === 'approved' && countsAt(check.postponedUntil, at))) return verdict;
      break;
    }
    case 'businessHours':
      if (isOpen(rule, at)) return 'approved';
      break;
    case 'branchControl':
      return isOnBranches(run, rule.allowedBranches) ? 'approved' : 'rejected';
    case 'requiredTemplate':
      return extendsRequired(run.queued, rule) ? 'approved' : 'rejected';
    case 'call':
    case 'exclusiveLock':
      break;
  }
  return at >= check.since + rule.timeoutMinutes * minuteMs ? 'timedOut' : undefined;
}

function messageOf({ check }: CheckState, outcome: CheckOutcome): { readonly message?: string } {
  const isMissing = check.kind === 'requiredTemplate' && outcome === 'rejected';
  return isMissing ? { message: missingTemplateText(check) } : {};
}

function isOnBranches(run: Guarded, allowed: readonly string[]): boolean {
  return Object.values(run.queued.repositories).every(({ refName }) =>
    allowed.some(pattern => matchesText(pattern.trim(), refName)),
  );
}

type Place = { readonly at: Instant; readonly stage: string; readonly attempt: number };

/** The stage is over: skipped when an approval took too long, failed otherwise, as documented. */
function failGate(gate: Gate, place: Place, kind: string, outcome: CheckOutcome): readonly RunEvent[] {
  const late = kind === 'approval' && outcome === 'timedOut';
  const result = outcome === 'canceled' ? 'canceled' : late ? 'skipped' : 'failed';
  return [...cancelChecks(gate, place), { type: 'stageCompleted', ...place, result }];
}

/** Ends what is still checked. */
export function cancelChecks({ checks }: Gate, place: Place): readonly RunEvent[] {
  return checks.flatMap((check): readonly RunEvent[] =>
    check.state === 'completed' ? [] : [{ type: 'checkCompleted', ...place, check: check.id, outcome: 'canceled' }],
  );
}
