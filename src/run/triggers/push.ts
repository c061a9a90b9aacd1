import type { PushedRef } from '../trigger-ports.ts';

/** A branch or tag that moved. `waiting`: only these pipelines are still to be looked at, because their batch was not over. */
export type Push = {
  readonly refName: string;
  readonly from: string | undefined;
  readonly to: string;
  readonly waiting?: readonly number[];
};

export function isTag({ refName }: Push): boolean {
  return refName.startsWith('refs/tags/');
}

/** Pushes of one ref that wait become one with the newest of them, for the pipelines that they wait for. */
export function joined(pending: readonly Push[]): readonly Push[] {
  return pending.flatMap((push, index) => {
    const newer = pending.slice(index + 1).findLast(({ refName }) => refName === push.refName);
    if (push.waiting === undefined) return [push];
    if (newer === undefined) return [push];
    return newer.waiting === undefined ? [] : [{ ...push, to: newer.to }];
  });
}

/**
 * The pushes that made refs what they are: one for each that moved, or all those that led from what it was to what it is, where the repository told
 * of them.
 */
export function pushesBetween(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  told: readonly PushedRef[],
): readonly Push[] {
  return Object.entries(after).flatMap(([refName, to]) => {
    const from = before[refName];
    if (from === to) return [];
    const steps = stepsFrom(
      from,
      told.filter(one => one.refName === refName),
    );
    return steps.at(-1)?.to === to ? steps : [{ refName, from, to }];
  });
}

function stepsFrom(from: string | undefined, told: readonly PushedRef[]): readonly Push[] {
  const steps: Push[] = [];
  let at = from;
  for (const { refName, from: start, to } of told) {
    if (start !== at) continue;
    if (to !== undefined) steps.push({ refName, from: start, to });
    at = to;
  }
  return steps;
}
