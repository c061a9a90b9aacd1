import { toBytes } from '../byte-lines.ts';
import type { TextOut } from '../io.ts';
import { plainPalette } from '../palette.ts';
import type { RunProgress } from '../run-progress.ts';
import { duration } from './duration.ts';
import { pathOf, runTitle } from './names.ts';
import { RunRows } from './run-rows.ts';
import { summary } from './summary.ts';

type Of<Type extends RunProgress['type']> = Extract<RunProgress, { readonly type: Type }>;

/**
 * A run as lines, for files, pipes and other programs: `==>` and the step's path where a step starts, then its output. Where jobs may run at
 * once, each line of output begins with its job's name; so a job's lines look the same from its first to its last.
 */
export class PlainView {
  readonly #out: TextOut;
  readonly #rows = new RunRows(0);

  constructor(out: TextOut) {
    this.#out = out;
  }

  event(event: RunProgress): void {
    this.#rows.apply(event, 0);
    if (event.type === 'lines') {
      this.#out.writeBytes(this.#lines(event));
      return;
    }
    const text = this.#telling(event);
    if (text !== '') this.#out.write(text);
  }

  // One string and one write per chunk: a log of a million lines passes through here.
  #lines({ stage, job, text }: Of<'lines'>): string {
    const prefix = toBytes(this.#prefix(stage, job));
    return prefix === '' ? text : `${prefix}${text.slice(0, -1).replaceAll('\n', `\n${prefix}`)}\n`;
  }

  #prefix(stage: string, job: string): string {
    if (this.#rows.stages.filter(({ status }) => status === 'running').length > 1) return `${stage}/${job} | `;
    return (this.#rows.stage(stage)?.jobs.length ?? 0) > 1 ? `${job} | ` : '';
  }

  #telling(event: Exclude<RunProgress, Of<'lines'>>): string {
    switch (event.type) {
      case 'runQueued':
        return `${runTitle(event)}\n`;
      case 'stepStarted':
        return `==> ${this.#path(event)}\n`;
      case 'stepCompleted':
        return event.result === 'succeeded' || event.result === 'skipped' ? '' : this.#stepEnd(event);
      case 'jobCompleted':
        // Why something was skipped stands in the summary.
        if (event.reason === undefined || event.result === 'skipped') return '';
        return `==> ${this.#path(event)} ${event.result}: ${event.reason}\n`;
      case 'message':
        return `${event.level}: ${event.text}\n`;
      case 'runCompleted':
        return summary(this.#rows, plainPalette);
      default:
        return '';
    }
  }

  #stepEnd(event: Of<'stepCompleted'>): string {
    const errors = event.errors.map(error => `\n    ${error}`).join('');
    return `==> ${this.#path(event)} ${event.result} after ${duration(event.seconds)}${errors}\n`;
  }

  #path({ stage, job, name }: { readonly stage: string; readonly job: string; readonly name?: string }): string {
    return pathOf(this.#rows.stage(stage)?.label, this.#rows.job({ stage, job })?.label, name);
  }
}
