import type { Clock } from '../../base/clock.ts';
import { restCallMs } from '../../base/limits.ts';
import { messageOf } from '../../base/message-of.ts';
import { CallsInFlight } from '../agentless/calls-in-flight.ts';
import { hideSecrets } from '../agentless/hide-secrets.ts';
import { type CallOutcome, functionCallOf, judgeAnswer, restCallOf, withSecrets } from '../agentless/rest-call.ts';
import type { JobTokenSource } from '../agentless/rest-caller.ts';
import type { Check } from '../checks.ts';
import type { Command } from '../commands.ts';
import type { JobVariable, RunEvent, RunKey } from '../events.ts';
import type { RestCalls } from '../ports/rest-calls.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Run } from '../state.ts';
import { type WaitingCheck, waitingChecks } from './answer-gate.ts';
import { checkVariables } from './check-variables.ts';

export type CheckCallerPorts = {
  readonly calls: RestCalls | undefined;
  readonly tokens: JobTokenSource | undefined;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly handle: (key: RunKey, commands: readonly Command[]) => Promise<unknown>;
};

type CallCheck = Extract<Check, { readonly kind: 'call' }>;

/** Makes the calls of checks: when one has begun, and again when whoever made the call seems to have died. So a call is made at least once. */
export class CheckCaller {
  readonly #ports: CheckCallerPorts;
  readonly #inFlight = new CallsInFlight();

  constructor(ports: CheckCallerPorts) {
    this.#ports = ports;
  }

  /** Makes the calls of checks that some events began, and those that are overdue. Does not wait for them. */
  follow(key: RunKey, run: Run, events: readonly RunEvent[]): void {
    const begun = new Set(events.flatMap(event => (event.type === 'checkStarted' ? [event.check] : [])));
    const at = this.#ports.clock.now();
    for (const waiting of waitingChecks(run)) {
      const { id, check } = waiting.check;
      if (check.kind !== 'call') continue;
      if (!this.#inFlight.isDue(id, waiting.check, { hasBegun: begun.has(id), at })) continue;
      this.#inFlight.begin(id, () => this.#call(key, run, waiting, check));
    }
  }

  /** Resolves once no call is being made. */
  settle(): Promise<void> {
    return this.#inFlight.settle();
  }

  async #call(key: RunKey, run: Run, waiting: WaitingCheck, check: CallCheck): Promise<void> {
    const outcome = await this.#made(key, run, waiting, check);
    const answer = ({ succeeded: 'approved', waiting: 'waiting', failed: 'rejected' } as const)[outcome.kind];
    const message = outcome.kind === 'failed' ? { message: outcome.message } : {};
    const at = this.#ports.clock.now();
    await this.#ports.handle(key, [{ type: 'settleCheck', at, checkId: waiting.check.id, answer, ...message }]);
  }

  async #made(key: RunKey, run: Run, waiting: WaitingCheck, { inputs, task }: CallCheck): Promise<CallOutcome> {
    const { calls, secrets } = this.#ports;
    const variables = { ...checkVariables(run, waiting), ...(await this.#token(key, run, waiting.check.id)) };
    const open = (sealed: string): string => secrets.open(sealed);
    const shown = hideSecrets(variables, open);
    const place = { organization: key.organization, projectId: run.queued.projectId };
    try {
      if (calls === undefined) throw new Error('This server makes no calls.');
      const callOf = task === 'azureFunction' ? functionCallOf : restCallOf;
      const call = callOf(inputs, withSecrets(variables, open), place);
      return judgeAnswer(inputs, await calls.call(call, AbortSignal.timeout(restCallMs)));
    } catch (failure) {
      return { kind: 'failed', message: shown(messageOf(failure)) };
    }
  }

  async #token({ runId }: RunKey, { queued }: Run, check: string): Promise<Readonly<Record<string, JobVariable>>> {
    const { tokens, secrets } = this.#ports;
    const project = { id: queued.projectId, name: queued.projectName };
    const token = await tokens?.issue({ runId, requestId: 0, project, isWide: false, check });
    if (token === undefined) return {};
    return { 'system.accessToken': { value: secrets.seal(token), isSecret: true, readonly: true } };
  }
}
