import { builtInTask } from './tasks/task-table.ts';

/** Whether agents run a task by themselves, without any package of it. `id` may be empty. */
export function isBuiltInTask(task: { readonly id: string; readonly name: string }): boolean {
  return builtInTask(task) !== undefined;
}
