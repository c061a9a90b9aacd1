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
