import type { Instant } from '../../base/clock.ts';
import type { Check } from '../checks.ts';
import type { RunEvent } from '../events.ts';
import type { CheckState, Gate } from './gate.ts';

/** What changes a gate. */
export type GateEvent = Extract<
  RunEvent,
  {
    type:
      | 'gateOpened'
      | 'checkStarted'
      | 'checkReopened'
      | 'checkCalled'
      | 'checkRetried'
      | 'checkCompleted'
      | 'approvalAnswered'
      | 'approvalReassigned'
      | 'approvalPostponed';
  }
>;

/** Folds an event into the gate of its stage. */
export function evolveGate(gate: Gate, event: GateEvent): Gate {
  if (event.type === 'gateOpened') return { state: 'open', checks: event.checks.map(pendingCheck) };
  const checks = gate.checks.map(check => (check.id === event.check ? evolveCheck(check, event) : check));
  return { ...gate, checks };
}

function pendingCheck({ id, check }: Extract<GateEvent, { type: 'gateOpened' }>['checks'][number]): CheckState {
  return { id, check, answers: [], postponedUntil: undefined, state: 'pending' };
}

function evolveCheck(check: CheckState, event: Exclude<GateEvent, { type: 'gateOpened' }>): CheckState {
  switch (event.type) {
    case 'checkStarted':
    case 'checkReopened':
      return {
        ...factsOf(check),
        state: 'inProgress',
        since: sinceOf(check, event.at),
        triedAt: event.at,
        isCalled: false,
      };
    case 'checkCalled':
      return check.state === 'inProgress' ? { ...check, isCalled: true } : check;
    case 'checkRetried':
      return check.state === 'inProgress' ? { ...check, isCalled: false, retryAt: event.retryAt } : check;
    case 'checkCompleted': {
      const since = check.state === 'pending' ? event.at : check.since;
      return { ...factsOf(check), state: 'completed', since, outcome: event.outcome, at: event.at };
    }
    case 'approvalAnswered':
      return { ...check, answers: [...check.answers, event.answer] };
    case 'approvalReassigned':
      return { ...check, check: handedOn(check.check, event) };
    case 'approvalPostponed':
      return { ...check, postponedUntil: event.until };
  }
}

/** What is asked again waits from when it was first asked. */
function sinceOf(check: CheckState, at: Instant): Instant {
  return check.state === 'inProgress' ? check.since : at;
}

function factsOf({ id, check, answers, postponedUntil }: CheckState) {
  return { id, check, answers, postponedUntil };
}

function handedOn(check: Check, event: Extract<GateEvent, { type: 'approvalReassigned' }>): Check {
  if (check.kind !== 'approval') return check;
  const { approver, to, by, comment, at } = event;
  const approvers = check.approvers.map(({ handedOn: earlier = [], ...from }) =>
    from.id === approver
      ? { ...to, handedOn: [...earlier, { from, by, comment, at }] }
      : { ...from, handedOn: earlier },
  );
  return { ...check, approvers };
}
