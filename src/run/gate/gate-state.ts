import type { RunEvent } from '../events.ts';
import type { CheckState, Gate } from './gate.ts';

type GateEvent = Extract<
  RunEvent,
  {
    type: 'gateOpened' | 'checkStarted' | 'checkReopened' | 'checkCompleted' | 'approvalAnswered' | 'approvalPostponed';
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
      return { ...factsOf(check), state: 'inProgress', since: event.at };
    case 'checkCompleted': {
      const since = check.state === 'pending' ? event.at : check.since;
      return { ...factsOf(check), state: 'completed', since, outcome: event.outcome, at: event.at };
    }
    case 'approvalAnswered':
      return { ...check, answers: [...check.answers, event.answer] };
    case 'approvalPostponed':
      return { ...check, postponedUntil: event.until };
  }
}

function factsOf({ id, check, answers, postponedUntil }: CheckState) {
  return { id, check, answers, postponedUntil };
}
