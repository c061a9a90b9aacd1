// A lock between processes: one file, whose holder touches it while it works. A holder that was killed stops touching it,
// and the lock is taken over; process ids would not tell, because they are used again and differ between containers.
import { linkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const touchEveryMs = 1_000;
const staleAfterMs = 10_000;
const pollEveryMs = 200;

/** Waits for the lock at `path`, calling `waiting` once if somebody else has it; answers a function that gives it back. */
export async function takeLock(path, waiting) {
  let told = false;
  while (!tryTake(path)) {
    if (!told) waiting();
    told = true;
    await sleep(pollEveryMs);
  }
  const touch = setInterval(() => utimesSync(path, new Date(), new Date()), touchEveryMs);
  return () => {
    clearInterval(touch);
    rmSync(path, { force: true });
  };
}

function tryTake(path) {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  removeIfStale(path);
  return false;
}

function removeIfStale(path) {
  if (!isStale(path)) return;
  // Renaming first, so that of two that see a stale lock only one removes it; if another one took the lock in between, it gets it back.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (!isStale(aside)) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}

function isStale(path) {
  const age = ageMs(path);
  return age !== undefined && age > staleAfterMs;
}

function ageMs(path) {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts && Date.now() - facts.mtimeMs;
}
