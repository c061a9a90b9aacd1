/** Takes a chunk of output, whose bytes are its own until it returns; the process is not read further until a promise that it answers resolves. */
export type ChunkTaker = (chunk: Buffer) => Promise<unknown> | undefined;

/** What is started, and who takes what it prints. */
export type ProcessStart = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: ChunkTaker;
  readonly stderr: ChunkTaker;
  /** What the program reads from stdin, which is then closed. Default: stdin is closed at once. */
  readonly input?: string;
};

/** How a process ended: its exit code, 128 + the signal's number as a shell counts it when a signal ended it. */
export type ProcessEnd = { readonly exitCode: number };

/** A process that was started, the first of a process group and of a session. */
export type RunningProcess = {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  /** Resolves when both streams have been read to their ends; rejects with what a taker threw. */
  readonly read: Promise<void>;
  /** Reads no further, whoever may still write. */
  letGo(): void;
};

/** A program that could not be started; the message is the system's, with what it means where that is no common word. */
export class ProcessStartError extends Error {
  override readonly name = 'ProcessStartError';

  constructor(message: string) {
    super(
      message.endsWith(' E2BIG') ? `${message}: its arguments and variables are longer than the system takes` : message,
    );
  }
}
