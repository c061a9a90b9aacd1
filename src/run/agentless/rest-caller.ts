import type { Clock, Instant } from '../../base/clock.ts';
import type { ProjectId } from '../../base/id.ts';
import { restCallLoggedChars, restCallMs } from '../../base/limits.ts';
import { messageOf } from '../../base/message-of.ts';
import type { Command } from '../commands.ts';
import type { JobVariable, RunEvent, RunKey } from '../events.ts';
import { serverVariables } from '../job-variables.ts';
import type { RestAnswer, RestCall, RestCalls } from '../ports/rest-calls.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Run } from '../state.ts';
import { type FoundStep, runningServerSteps } from './answer-step.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import { hideSecrets } from './hide-secrets.ts';
import { type CallOutcome, judgeAnswer, restCallOf, withSecrets } from './rest-call.ts';
import { authoredSteps } from './server-step.ts';

/** Gives out the token that a job has as `System.AccessToken`, good while the job runs. */
export type JobTokenSource = {
  issue(job: {
    readonly runId: number;
    readonly requestId: number;
    readonly project: { readonly id: ProjectId; readonly name: string };
    /** It counts in every project. */
    readonly isWide: boolean;
    /** The check that it is for; then `requestId` is 0. */
    readonly check?: string;
  }): Promise<string>;
};

export type RestCallerPorts = {
  readonly calls: RestCalls | undefined;
  readonly tokens: JobTokenSource | undefined;
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
  readonly #inFlight = new CallsInFlight();

  constructor(ports: RestCallerPorts) {
    this.#ports = ports;
  }

  /** Makes the calls of steps that some events began, and those that are overdue. Does not wait for them. */
  follow(key: RunKey, run: Run, events: readonly RunEvent[]): void {
    const begun = new Set(events.flatMap(event => (event.type === 'serverStepStarted' ? [event.step.id] : [])));
    const at = this.#ports.clock.now();
    for (const found of runningServerSteps(run)) {
      const { step, current } = found;
      if (step.kind !== 'invokeRest') continue;
      if (!this.#inFlight.isDue(step.id, current, { hasBegun: begun.has(step.id), at })) continue;
      this.#inFlight.begin(step.id, () => this.#call(key, run, found));
    }
  }

  /** Resolves once no call is being made. */
  settle(): Promise<void> {
    return this.#inFlight.settle();
  }

  async #call(key: RunKey, run: Run, found: FoundStep): Promise<void> {
    const { handle, clock } = this.#ports;
    const recordId = found.step.id;
    const { outcome, lines } = await this.#made(key, run, found);
    const at = clock.now();
    await handle(key, [commandOf(outcome, recordId, lines, at)]);
  }

  async #made(key: RunKey, run: Run, { ref, job, step, index }: FoundStep): Promise<MadeCall> {
    const { calls, secrets } = this.#ports;
    const inputs = authoredSteps(run, job, job.dispatch.jobId)[index]?.inputs ?? {};
    const variables = {
      ...serverVariables(run, ref, job.dispatch),
      ...(await this.#token(key, run, job.dispatch.requestId)),
      'system.taskInstanceId': { value: step.id, isSecret: false, readonly: true },
    };
    const open = (sealed: string): string => secrets.open(sealed);
    const shown = hideSecrets(variables, open);
    const { pipeline, name, projectId } = run.queued;
    const caller = {
      jobId: job.dispatch.jobId,
      pipeline: { id: pipeline.id, name: pipeline.name },
      run: { id: key.runId, name },
    };
    const place = { organization: key.organization, projectId, job: caller };
    try {
      if (calls === undefined) throw new Error('This server has no service connections.');
      const call = restCallOf(inputs, withSecrets(variables, open), place);
      const answer = await calls.call(call, AbortSignal.timeout(restCallMs));
      return { outcome: judgeAnswer(step.inputs, answer), lines: callLines(call, answer, shown) };
    } catch (failure) {
      const message = messageOf(failure);
      return { outcome: { kind: 'failed', message: shown(message) }, lines: [] };
    }
  }

  async #token({ runId }: RunKey, { queued }: Run, requestId: number): Promise<Readonly<Record<string, JobVariable>>> {
    const { tokens, secrets } = this.#ports;
    const project = { id: queued.projectId, name: queued.projectName };
    const token = await tokens?.issue({ runId, requestId, project, isWide: queued.hasCollectionScope === true });
    if (token === undefined) return {};
    return { 'system.accessToken': { value: secrets.seal(token), isSecret: true, readonly: true } };
  }
}

type MadeCall = { readonly outcome: CallOutcome; readonly lines: readonly string[] };

/** What a step's log says of its call. */
function callLines(call: RestCall, answer: RestAnswer, shown: (text: string) => string): readonly string[] {
  const body = shown(answer.body);
  const cut = body.length > restCallLoggedChars ? `${body.slice(0, restCallLoggedChars)}...` : body;
  const lines = [shown(`${call.method} ${answer.url}`), `Response code: ${answer.status}`, `Response: ${cut}`];
  return lines.flatMap(text => text.split(/\r\n|\n|\r/));
}

function commandOf(outcome: CallOutcome, recordId: string, lines: readonly string[], at: Instant): Command {
  if (outcome.kind === 'waiting')
    return { type: 'markServerCall', at, recordId, lines: [...lines, 'Waiting for completion.'] };
  if (outcome.kind === 'succeeded') return { type: 'finishServerStep', at, recordId, result: 'succeeded', lines };
  return { type: 'finishServerStep', at, recordId, result: 'failed', message: outcome.message, lines };
}
