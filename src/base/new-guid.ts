import { guidFromName } from './id.ts';

let made = 0;

/** The digits that all GUIDs of this process begin with. Together with its id the time names it: an id alone is given away anew. */
let common: string | undefined;

/** The rest of a GUID after these digits. */
const ownDigits = 12;

/**
 * A GUID that no other call gets, in this process or another one: it names files, records, processes and sessions, and need not be hard to guess.
 * Made of a name, because loading the system's random numbers takes as long as a short step.
 */
export function newGuid(): string {
  common ??= guidFromName(`process ${process.pid}`, `${Date.now()} ${process.hrtime.bigint()}`).slice(0, -ownDigits);
  made += 1;
  return common + made.toString(16).padStart(ownDigits, '0');
}
