import type { ByteText } from './byte-text.ts';

/** Who watches the lines of a record while it runs. */
export interface LineFeed {
  /** Takes masked lines, the last with or without its line end. `startLine` counts from 1. */
  add(text: ByteText, startLine: number, lineCount: number): void;
  /** Resolves when it can take more; `undefined` when it can now. */
  room(): Promise<unknown> | undefined;
  /** Passes on what waits; of more than `limit` lines the newest. */
  pass(limit?: number): Promise<void>;
}
