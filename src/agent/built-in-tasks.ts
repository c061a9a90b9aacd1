import type { WireStep } from '../wire/agent-protocol.ts';
import { builtInTask } from './tasks/task-table.ts';

/** Whether agents run a task by themselves, without any package of it. `id` may be empty. */
export function isBuiltInTask(task: WireStep['reference']): boolean {
  return builtInTask(task) !== undefined;
}
