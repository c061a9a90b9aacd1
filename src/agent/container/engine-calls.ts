import { type Engine, engineEnvironment } from '../container-engine.ts';
import { fromByteText } from '../log/byte-text.ts';
import { LineCutter } from '../log/line-cutter.ts';
import { runProcess } from '../process/run-process.ts';
import { ProcessStartError } from '../process/running-process.ts';
import { type StopDelays, stopGroup } from '../process/stop-process.ts';
import type { StepContext } from '../step/step-context.ts';

/** A container that could not be made ready; the message is the user's to read. */
export class ContainerFailure extends Error {
  override readonly name = 'ContainerFailure';
}

export type EngineCall = {
  readonly args: readonly string[];
  /** What is shown of the command where it is not the arguments as they are. */
  readonly shown?: string;
  readonly input?: string;
  /** Variables of the engine's own process, which `-e NAME` takes values from. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its answer names something that has to be removed later: when the job is canceled it still gets a while to give it. Default: false. */
  readonly makesThing?: boolean;
};

/** How long a call that makes something goes on in a canceled job, in milliseconds. */
const makingMs = 10_000;

export type EngineAnswer = {
  readonly exitCode: number;
  /** The lines of its standard output. */
  readonly lines: readonly string[];
};

/** Calls the container engine for a record: each command and what it prints is in the record's log, and nothing in it is a logging command. */
export class EngineCalls {
  readonly #engine: Engine;
  readonly #step: StepContext;
  readonly #signal: AbortSignal;

  /** `signal` ends a call that runs. */
  constructor(engine: Engine, step: StepContext, signal: AbortSignal) {
    this.#engine = engine;
    this.#step = step;
    this.#signal = signal;
  }

  get engine(): Engine {
    return this.#engine;
  }

  async call(call: EngineCall): Promise<EngineAnswer> {
    const { log, job } = this.#step;
    const { makesThing = false } = call;
    this.#checkCanceled();
    this.#step.write(`##[command]${this.#engine.program} ${call.shown ?? call.args.map(quoteIfNeeded).join(' ')}`);
    const lines: string[] = [];
    const stdout = new LineCutter(job.masker);
    const stderr = new LineCutter(job.masker);
    const keep = (text: string): void => {
      if (text === '') return;
      log.lines(text);
      lines.push(...fromByteText(text).replace(/\n$/, '').split('\n'));
    };
    const { exitCode } = await runProcess({
      file: this.#engine.program,
      args: call.args,
      cwd: job.folders.work,
      env: { ...engineEnvironment(), ...call.env },
      stdout: chunk => void keep(stdout.push(chunk)),
      stderr: chunk => void log.lines(stderr.push(chunk)),
      signal: this.#signal,
      stopDelays: job.stopDelays,
      groups: job.processes,
      ...(call.input === undefined ? {} : { input: call.input }),
      ...(makesThing ? { stop: stopLater } : {}),
    }).catch(failure => {
      throw failure instanceof ProcessStartError ? new ContainerFailure(failure.message) : failure;
    });
    keep(stdout.end());
    log.lines(stderr.end());
    if (!makesThing) this.#checkCanceled();
    return { exitCode, lines };
  }

  #checkCanceled(): void {
    if (this.#signal.aborted) throw new ContainerFailure('The operation was canceled.');
  }

  /** Like `call`; throws a `ContainerFailure` when the exit code is not 0. */
  async must(call: EngineCall): Promise<readonly string[]> {
    const { exitCode, lines } = await this.call(call);
    if (exitCode === 0) return lines;
    const command = call.args.slice(0, call.args[0] === 'network' ? 2 : 1).join(' ');
    const { kind } = this.#engine;
    const engine = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    throw new ContainerFailure(`${engine} ${command} failed with exit code ${exitCode}`);
  }
}

function stopLater(groupId: number, delays: StopDelays): () => void {
  let callOff = (): void => clearTimeout(timer);
  const timer = setTimeout(() => {
    callOff = stopGroup(groupId, delays);
  }, makingMs);
  return () => callOff();
}

function quoteIfNeeded(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : JSON.stringify(argument);
}
