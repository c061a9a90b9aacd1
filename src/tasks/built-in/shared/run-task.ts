import * as tl from 'azure-pipelines-task-lib/task.js';

/** Runs the body of a task; what it throws fails the step with its message. */
export async function runTask(body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (failure) {
    tl.setResult(tl.TaskResult.Failed, failure instanceof Error ? failure.message : String(failure));
  }
}
