import type { RunProgress } from '../run-progress.ts';

/** Shows a run while it goes on. */
export type RunView = {
  readonly event: (event: RunProgress) => void;
  /** Ends the view, also of a run that never ended; safe to repeat. */
  readonly close: () => void;
};
