import type { Result } from '../base/result.ts';
import { runningServerSteps } from './agentless/answer-step.ts';
import type { Command } from './commands.ts';
import type { Run } from './state.ts';

/** Whose token says that a task is over: a job's, or with `check` a check's. */
export type TaskTeller = { readonly requestId: number; readonly check?: string };

type Told = { readonly taskId: string; readonly result: Result; readonly at: number };

/** What follows from the word that a task without an agent, or a check, is over; nothing where the teller may not say that of it. */
export function completionCommands(run: Run, { taskId, result, at }: Told, by?: TaskTeller): readonly Command[] {
  const answer = result === 'succeeded' || result === 'succeededWithIssues' ? 'approved' : 'rejected';
  const settle: Command = { type: 'settleCheck', at, checkId: taskId, answer };
  const finish: Command = { type: 'finishServerStep', at, recordId: taskId, result };
  if (by === undefined) return [finish, settle];
  if (by.check !== undefined) return by.check === taskId ? [settle] : [];
  const asked = runningServerSteps(run).find(({ step }) => step.id === taskId)?.job;
  return asked?.dispatch.requestId === by.requestId ? [finish] : [];
}
