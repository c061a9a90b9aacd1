import type { RunEvent } from './events.ts';
import { fold } from './evolve.ts';
import type { Run } from './state.ts';

/** What follows from how a run stands, and from what just happened to it, by what others know. */
export type Source = (run: Run, latest: readonly RunEvent[]) => Promise<readonly RunEvent[]>;

/** Asks sources what follows from some events, and from what follows, until nothing does. `run` is as the events leave it. */
export async function consequences(
  run: Run,
  events: readonly RunEvent[],
  sources: readonly Source[],
): Promise<readonly RunEvent[]> {
  const all: RunEvent[] = [];
  let now = run;
  for (let latest = events; latest.length > 0; ) {
    const next: RunEvent[] = [];
    for (const source of sources) {
      const found = await source(now, [...latest, ...next]);
      if (found.length > 0) now = fold(found, now);
      next.push(...found);
    }
    all.push(...next);
    latest = next;
  }
  return all;
}
