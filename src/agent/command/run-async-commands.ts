import { messageOf } from '../../base/message-of.ts';
import type { StepContext } from '../step/step-context.ts';
import type { StepGuard } from '../step/step-guard.ts';

/** Does what the logging commands of a step have left, in the order it was asked for, once the step's own output is over. */
export async function runAsyncCommands(step: StepContext, guard: Pick<StepGuard, 'signal' | 'stopped'>): Promise<void> {
  for (const { name, run } of step.asyncCommands.splice(0)) {
    step.write(`##[section]Async Command Start: ${name}`);
    try {
      await run(message => step.write(message), guard.signal);
    } catch (failure) {
      const { stopped } = guard;
      step.error(stopped?.message ?? messageOf(failure));
      if (stopped === undefined) step.merge('failed');
      else step.assign(stopped.result);
    }
    step.write(`##[section]Async Command End: ${name}`);
  }
}
