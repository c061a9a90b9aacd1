import { readFileSync, rmSync } from 'node:fs';

/** How long the launcher's search may take, in milliseconds: some thousand files, on a machine that has much else to do. */
const searchMs = 5000;

/**
 * Whether a source of this checkout is newer than what was built of it. The launcher looks for one while Node starts, and writes what it found
 * and a full stop into the file that `MILLRACE_NEWER` names; this waits for the full stop and removes both. False where no launcher looks. What
 * could not be found out counts as newer: sources are always right.
 */
export function hasNewerSources(env: NodeJS.ProcessEnv = process.env): boolean {
  const file = env.MILLRACE_NEWER;
  if (file === undefined) return false;
  delete env.MILLRACE_NEWER;
  const answer = awaitAnswer(file);
  rmSync(file, { force: true });
  return answer !== '.\n';
}

function awaitAnswer(file: string): string | undefined {
  const turn = new Int32Array(new SharedArrayBuffer(4));
  for (const until = Date.now() + searchMs; Date.now() < until; Atomics.wait(turn, 0, 0, 1)) {
    const answer = read(file);
    if (answer?.endsWith('.\n')) return answer;
  }
  return undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // The search has not begun.
    return undefined;
  }
}
