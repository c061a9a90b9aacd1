import { waitingChecks } from './gate/answer-gate.ts';
import type { Run } from './state.ts';

/** Whether a stage of a run waits for a check, by the id of its record. */
export function isCheckWaiting(run: Run, check: string): boolean {
  return waitingChecks(run).some(({ check: { id } }) => id === check);
}
