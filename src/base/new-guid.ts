import { guidFromName } from './id.ts';

let made = 0;

/** Together with its id it names this process: an id alone is given away anew. */
const begun = `${Date.now()} ${process.hrtime.bigint()}`;

/**
 * A GUID that no other call gets, in this process or another one: it names files, records, processes and sessions, and need not be hard to guess.
 * Made of a name, because loading the system's random numbers takes as long as a short step.
 */
export function newGuid(): string {
  made += 1;
  return guidFromName(`process ${process.pid}`, `${begun} ${made}`);
}
