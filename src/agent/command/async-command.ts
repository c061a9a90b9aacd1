/** What a logging command leaves to be done at the end of its step. */
export type AsyncCommand = {
  /** What the log calls it: `Add Build Tag`. */
  readonly name: string;
  /** Does it; throws when that fails, which fails the step. The signal aborts when the step is to end. */
  readonly run: (write: (message: string) => void, signal: AbortSignal) => Promise<void>;
};
