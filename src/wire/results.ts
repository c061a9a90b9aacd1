import type { Result } from '../base/result.ts';

/** The numbers of TaskResult in the agent protocol; the service answers names, clients may send either. */
export const taskResult = {
  succeeded: 0,
  succeededWithIssues: 1,
  failed: 2,
  canceled: 3,
  skipped: 4,
  abandoned: 5,
} as const satisfies Record<Result, number>;
