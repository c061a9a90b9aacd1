import type { Result } from '../../base/result.ts';
import { worst } from '../aggregate.ts';
import type { JobGroup, JobState } from '../state.ts';

/**
 * Whether a leg that waits may run. Those of a matrix always may. A hook of a deployment runs after those before it succeeded; `onSuccess` and
 * `onFailure` once the outcome is known; what was canceled has no outcome.
 */
export function legTurn(group: JobGroup, job: JobState): 'run' | 'wait' | 'skip' {
  const hook = job.leg?.hook;
  if (hook === undefined) return 'run';
  const isOutcome = outcomeOf(hook.name) !== undefined;
  const before = [...group.jobs.values()].filter(({ leg }) => {
    const other = leg?.hook;
    return other !== undefined && outcomeOf(other.name) === undefined && (isOutcome || other.wave < hook.wave);
  });
  const results = before.flatMap(each => (each.state === 'completed' ? [each.result] : []));
  if (results.length < before.length) return 'wait';
  const outcome = results.length === 0 ? 'success' : judge(worst(results));
  return outcome === (outcomeOf(hook.name) ?? 'success') ? 'run' : 'skip';
}

function outcomeOf(hook: string): 'success' | 'failure' | undefined {
  if (hook === 'onSuccess') return 'success';
  return hook === 'onFailure' ? 'failure' : undefined;
}

function judge(result: Result): 'success' | 'failure' | 'none' {
  if (result === 'succeeded' || result === 'succeededWithIssues') return 'success';
  return result === 'failed' || result === 'abandoned' ? 'failure' : 'none';
}
