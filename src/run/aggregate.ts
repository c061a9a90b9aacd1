import type { Result, RunResult } from '../base/result.ts';
import type { Run, StageState } from './state.ts';

const worstFirst: readonly Result[] = ['abandoned', 'failed', 'canceled', 'succeededWithIssues', 'succeeded'];

/** The result of a stage whose jobs have all completed: the worst of them; skipped ones count only when there is nothing else. */
export function stageResult(stage: StageState): Result {
  const results = [...stage.jobs.values()].map(job => (job.state === 'completed' ? job.result : 'skipped'));
  const worst = worstFirst.find(result => results.includes(result)) ?? 'skipped';
  return worst === 'abandoned' ? 'failed' : worst;
}

/** The result of a run whose stages have all completed. A run that somebody canceled is canceled, whatever had failed. */
export function runResult(run: Run): RunResult {
  if (run.state === 'canceling') return 'canceled';
  const results = [...run.stages.values()].map(stage => stage.result);
  if (results.includes('failed')) return 'failed';
  return results.includes('canceled') ? 'canceled' : 'succeeded';
}
