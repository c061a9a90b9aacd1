import type { Clock, Instant } from '../../base/clock.ts';
import { restCallLeaseMs, restCallMs } from '../../base/limits.ts';
import type { Command } from '../commands.ts';
import type { RunEvent, RunKey } from '../events.ts';
import { serverVariables } from '../job-variables.ts';
import type { RestCalls } from '../ports/rest-calls.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Run } from '../state.ts';
import { type FoundStep, runningServerSteps } from './answer-step.ts';
import { type CallOutcome, judgeAnswer, restCallOf, withSecrets } from './rest-call.ts';
import { authoredSteps } from './server-step.ts';

export type RestCallerPorts = {
  readonly calls: RestCalls | undefined;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly handle: (key: RunKey, commands: readonly Command[]) => Promise<unknown>;
};

/**
 * Makes the calls of `InvokeRESTAPI` steps: when a step has begun, and again when whoever made a call seems to have died. So a call is made
 * at least once.
 */
export class RestCaller {
  readonly #ports: RestCallerPorts;
  readonly #inFlight = new Map<string, Promise<void>>();

  constructor(ports: RestCallerPorts) {
    this.#ports = ports;
  }

  /** Makes the calls of steps that some events began, and those that are overdue. Does not wait for them. */
  follow(key: RunKey, run: Run, events: readonly RunEvent[]): void {
    const begun = new Set(events.flatMap(event => (event.type === 'serverStepStarted' ? [event.step.id] : [])));
    const at = this.#ports.clock.now();
    for (const found of runningServerSteps(run)) {
      const { step, since, isCalled } = found;
      if (step.kind !== 'invokeRest' || isCalled || this.#inFlight.has(step.id)) continue;
      if (!begun.has(step.id) && at < since + restCallLeaseMs) continue;
      // What could not be written down is done again once the call is overdue.
      const call = this.#call(key, run, found)
        .catch(() => undefined)
        .finally(() => this.#inFlight.delete(step.id));
      this.#inFlight.set(step.id, call);
    }
  }

  /** Resolves once no call is being made. */
  async settle(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight.values());
  }

  async #call(key: RunKey, run: Run, found: FoundStep): Promise<void> {
    const { handle, clock } = this.#ports;
    const recordId = found.step.id;
    const outcome = await this.#outcome(key, run, found);
    const at = clock.now();
    await handle(key, [commandOf(outcome, recordId, at)]);
  }

  async #outcome(key: RunKey, run: Run, { ref, job, step, index }: FoundStep): Promise<CallOutcome> {
    const { calls, secrets } = this.#ports;
    const inputs = authoredSteps(run, job, job.dispatch.jobId)[index]?.inputs ?? {};
    const place = { organization: key.organization, projectId: run.queued.projectId };
    try {
      if (calls === undefined) throw new Error('This server has no service connections.');
      const variables = {
        ...serverVariables(run, ref, job.dispatch),
        'system.taskInstanceId': { value: step.id, isSecret: false, readonly: true },
      };
      const call = restCallOf(
        inputs,
        withSecrets(variables, sealed => secrets.open(sealed)),
        place,
      );
      return judgeAnswer(step.inputs, await calls.call(call, AbortSignal.timeout(restCallMs)));
    } catch (failure) {
      return { kind: 'failed', message: failure instanceof Error ? failure.message : String(failure) };
    }
  }
}

function commandOf(outcome: CallOutcome, recordId: string, at: Instant): Command {
  if (outcome.kind === 'waiting') return { type: 'markServerCall', at, recordId };
  if (outcome.kind === 'succeeded') return { type: 'finishServerStep', at, recordId, result: 'succeeded' };
  return { type: 'finishServerStep', at, recordId, result: 'failed', message: outcome.message };
}
