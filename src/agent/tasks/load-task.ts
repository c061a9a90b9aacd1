import type { WireStep } from '../../wire/agent-protocol.ts';
import type { StepContext } from '../step/step-context.ts';
import type { Task } from './task.ts';
import { builtInTask, findTask } from './task-table.ts';

/**
 * The task a step asks for; `undefined` where nobody has it. What packages need is loaded with the first of them. Throws what is to be said in the
 * log where one could not be got.
 */
export async function loadTask(reference: WireStep['reference'], step: StepContext): Promise<Task | undefined> {
  const own = findTask(reference);
  if (own !== undefined) return own;
  const { loadPackage } = await import('./load-package.ts');
  // A version of a task of ours that nobody has is as good as ours.
  return (await loadPackage(reference, step)) ?? builtInTask(reference);
}
