import { commandMark, runCommand } from '../command/run-command.ts';
import { type ByteText, fromByteText } from '../log/byte-text.ts';
import { LineCutter } from '../log/line-cutter.ts';
import type { StepContext } from './step-context.ts';

/** Takes one output stream of a step's process: carries out the logging commands in it and logs everything else as it is. */
export class ProcessOutput {
  readonly #step: StepContext;
  readonly #cutter: LineCutter;
  readonly #seen: ((lines: ByteText) => void) | undefined;

  /** `seen` is shown every piece of whole lines, before masking. */
  constructor(step: StepContext, seen?: (lines: ByteText) => void) {
    this.#step = step;
    this.#cutter = new LineCutter(step.job.masker);
    this.#seen = seen;
  }

  /** Answers a promise when the logs are behind: read on when it resolves. */
  take(chunk: Buffer): Promise<unknown> | undefined {
    this.#handle(this.#cutter.push(chunk));
    return this.#step.log.room();
  }

  end(): void {
    this.#handle(this.#cutter.end());
  }

  #handle(lines: ByteText): void {
    if (lines === '' || this.#step.closed) return;
    this.#seen?.(lines);
    let from = 0;
    for (let at = lines.indexOf(commandMark); at !== -1; at = lines.indexOf(commandMark, from)) {
      const start = lines.lastIndexOf('\n', at) + 1;
      const end = lines.indexOf('\n', at);
      this.#step.log.lines(lines.slice(from, start));
      const wasCommand = runCommand(fromByteText(lines.slice(start, end)), this.#step);
      if (!wasCommand) this.#step.log.lines(lines.slice(start, end + 1));
      from = end + 1;
      if (this.#step.closed) return;
    }
    this.#step.log.lines(from === 0 ? lines : lines.slice(from));
  }
}
