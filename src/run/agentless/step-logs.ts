import type { Instant } from '../../base/clock.ts';
import type { JobRef, RunEvent, RunKey } from '../events.ts';
import type { LogStore } from '../logs.ts';
import type { LogRow } from '../ports/log-table.ts';
import { jobAt, type Run, type ServerStepLine } from '../state.ts';
import type { RecordChange } from '../timeline.ts';
import { validators } from './answer-step.ts';
import { type ServerStep, serverSteps } from './server-step.ts';
import { inputOf } from './server-tasks.ts';

type StepCompleted = Extract<RunEvent, { type: 'serverStepCompleted' }>;

/** Writes the logs of steps without an agent, each once its step is over. */
export class StepLogs {
  readonly #logs: LogStore;
  /** Logs by step, until their events are stored: what is decided again, because another server was faster, makes no second log. */
  readonly #unstored = new Map<string, number>();

  constructor(logs: LogStore) {
    this.#logs = logs;
  }

  /** Writes the logs of the steps that some events ended, and answers what their records say of them, to be stored with those. */
  async write(key: RunKey, run: Run, events: readonly RunEvent[]): Promise<readonly RunEvent[]> {
    const over = events.filter(event => event.type === 'serverStepCompleted');
    const records: RecordChange[] = [];
    for (const event of over) {
      const logId = this.#unstored.get(event.step.id) ?? (await this.#writeOne(key, run, event));
      this.#unstored.set(event.step.id, logId);
      records.push({ id: event.step.id, logId });
    }
    const at = over.at(-1)?.at;
    return at === undefined ? [] : [{ type: 'recordsChanged', at, records }];
  }

  /** The events are stored. */
  forget(events: readonly RunEvent[]): void {
    for (const event of events) if (event.type === 'serverStepCompleted') this.#unstored.delete(event.step.id);
  }

  async #writeOne(key: RunKey, run: Run, event: StepCompleted): Promise<number> {
    const text = stepLines(run, event).map(({ at, text: said }) => `${stamp(at)} ${said}\n`);
    const [log] = await this.#logs.createWith(key, [Buffer.from(text.join(''))]);
    return (log as LogRow).id;
  }
}

function stepLines(run: Run, event: StepCompleted): readonly ServerStepLine[] {
  const { ref, step: shown, message, at } = event;
  const found = stepAt(run, ref, shown.index);
  const state = found?.state;
  const error = message === undefined ? [] : [{ at, text: `##[error]${message}` }];
  if (found === undefined || state?.state !== 'completed' || state.since === undefined)
    return [...(state?.lines ?? []), ...error];
  const { since } = state;
  const opening = [
    `##[section]Starting: ${shown.name}`,
    ruler,
    `Task         : ${shown.task.name}`,
    `Version      : ${shown.task.version}`,
    ruler,
    ...waitingLines(found.step),
  ].flatMap(text => text.split('\n').map(each => ({ at: since, text: each })));
  return [...opening, ...state.lines, ...error, { at, text: `##[section]Finishing: ${shown.name}` }];
}

const ruler = '='.repeat(78);

/** What a step waits for, where it says so from the beginning. */
function waitingLines(step: ServerStep): readonly string[] {
  if (step.kind === 'delay') return [`Waiting for ${inputOf(step.inputs, 'delayForMinutes', '0')} minutes.`];
  if (step.kind !== 'manualValidation') return [];
  const instructions = inputOf(step.inputs, 'instructions');
  const asked = validators(step);
  return [
    ...(instructions === '' ? [] : [`Instructions: ${instructions}`]),
    asked.length === 0 ? 'Waiting for a validation.' : `Waiting for a validation by: ${asked.join(', ')}`,
  ];
}

function stepAt(run: Run, ref: JobRef, index: number) {
  const job = jobAt(run, ref);
  if (job === undefined || !('serverSteps' in job) || job.dispatch === undefined) return undefined;
  const step = serverSteps(run, { ...job, dispatch: job.dispatch })[index];
  const state = job.serverSteps[index];
  return step === undefined || state === undefined ? undefined : { step, state };
}

/** A time as logs begin their lines with it: always seven digits after the second. */
function stamp(at: Instant): string {
  return new Date(at).toISOString().replace('Z', '0000Z');
}
