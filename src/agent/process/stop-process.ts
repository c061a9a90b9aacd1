/** How long a process has for each signal before the next, in milliseconds. */
export type StopDelays = { readonly sigintMs: number; readonly sigtermMs: number };

export const standardStopDelays: StopDelays = { sigintMs: 7500, sigtermMs: 2500 };

/**
 * Ends a process group: SIGINT, then SIGTERM, then SIGKILL, each when the one before did not help in time. Answers a function that
 * calls the rest off, for when the process has ended.
 */
export function stopGroup(groupId: number, delays: StopDelays): () => void {
  signalGroup(groupId, 'SIGINT');
  let timer = setTimeout(() => {
    signalGroup(groupId, 'SIGTERM');
    timer = setTimeout(() => signalGroup(groupId, 'SIGKILL'), delays.sigtermMs);
  }, delays.sigintMs);
  return () => clearTimeout(timer);
}

/** Signals every process of a group, or with 0 only looks whether there is one. False when the group has ended. */
export function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-groupId, signal);
  } catch (failure) {
    if (!isGone(failure)) throw failure;
    return false;
  }
}

/** No such process, or one that became another user's: on macOS a group of zombies answers EPERM. */
function isGone(failure: unknown): boolean {
  const code = (failure as NodeJS.ErrnoException).code;
  return code === 'ESRCH' || code === 'EPERM';
}
