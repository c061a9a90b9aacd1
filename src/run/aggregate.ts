import type { Result, RunResult } from '../base/result.ts';
import type { JobGroup, Run, StageState } from './state.ts';

const worstFirst: readonly Result[] = ['abandoned', 'failed', 'canceled', 'succeededWithIssues', 'succeeded'];

/** The worst of some results; skipped ones count only when there is nothing else. */
export function worst(results: readonly Result[]): Result {
  return worstFirst.find(result => results.includes(result)) ?? 'skipped';
}

/** The result of a job whose legs have all completed: the worst of them. */
export function groupResult(group: JobGroup): Result {
  return worst([...group.jobs.values()].map(job => (job.state === 'completed' ? job.result : 'skipped')));
}

/** The result of a stage whose jobs have all completed: the worst of them; canceled when somebody canceled it. */
export function stageResult(stage: StageState): Result {
  if (stage.isCanceling) return 'canceled';
  const result = worst([...stage.groups.values()].map(group => group.result ?? 'skipped'));
  return result === 'abandoned' ? 'failed' : result;
}

/** The result of a run whose stages have all completed, but for those that wait for somebody to start them. A run that somebody canceled is canceled, whatever had failed. */
export function runResult(run: Run): RunResult {
  if (run.state === 'canceling') return 'canceled';
  const results = [...run.stages.values()].map(stage => stage.result);
  if (results.includes('failed')) return 'failed';
  return results.includes('canceled') ? 'canceled' : 'succeeded';
}
