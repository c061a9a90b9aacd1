import { messageOf } from '../../base/message-of.ts';
import type { StepContext } from '../step/step-context.ts';

/** Does what the logging commands of a step have left, in the order it was asked for, once the step's own output is over. */
export async function runAsyncCommands(step: StepContext, signal: AbortSignal): Promise<void> {
  for (const { name, run } of step.asyncCommands.splice(0)) {
    step.write(`##[section]Async Command Start: ${name}`);
    try {
      await run(message => step.write(message), signal);
    } catch (failure) {
      step.error(messageOf(failure));
      step.merge(signal.aborted ? 'canceled' : 'failed');
    }
    step.write(`##[section]Async Command End: ${name}`);
  }
}
