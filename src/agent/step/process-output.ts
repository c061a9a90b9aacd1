import { commandMark, runCommand } from '../command/run-command.ts';
import { type ByteText, fromByteText } from '../log/byte-text.ts';
import { LineCutter } from '../log/line-cutter.ts';
import type { StepContext } from './step-context.ts';

export type OutputOptions = {
  /** Carry out the logging commands in it. */
  readonly commands: boolean;
  /** Shown every piece of whole lines, before masking. */
  readonly seen: ((lines: ByteText) => void) | undefined;
};

/** Takes one output stream of a step's process: carries out the logging commands in it and logs everything else as it is. */
export class ProcessOutput {
  readonly #step: StepContext;
  readonly #options: OutputOptions;
  readonly #cutter: LineCutter;

  constructor(step: StepContext, options: OutputOptions) {
    this.#step = step;
    this.#options = options;
    this.#cutter = new LineCutter(step.job.masker);
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
    this.#options.seen?.(lines);
    if (this.#options.commands && lines.includes(commandMark)) this.#handleCommands(lines);
    else this.#step.log.lines(lines);
  }

  #handleCommands(lines: ByteText): void {
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
    this.#step.log.lines(lines.slice(from));
  }
}
