/** How a step, job or stage ended. The expression spelling is the same with a capital (`Succeeded`). */
export type Result = 'succeeded' | 'succeededWithIssues' | 'failed' | 'canceled' | 'skipped' | 'abandoned';

/** How a run ended, as the Run resource says it. A run that succeeded with issues is `succeeded` there. */
export type RunResult = 'succeeded' | 'failed' | 'canceled';

/** Where a run stands, as the Run resource says it. */
export type RunState = 'inProgress' | 'canceling' | 'completed';
