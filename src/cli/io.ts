/** A stream of text out of the process. `write` returns false when the reader is behind. */
export type TextOut = {
  write(text: string): boolean;
  /** Writes a text whose every character is a byte. */
  writeBytes(text: string): boolean;
  /** A terminal that shows colours and moves its cursor. */
  readonly isTerminal: boolean;
  /** Size of the terminal in characters; undefined where there is none. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
};

/** All that the command line needs of the process it runs in, so that tests can run commands without one. */
export type Io = {
  readonly out: TextOut;
  readonly err: TextOut;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Calls back at every Ctrl-C or request to end, until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
};
