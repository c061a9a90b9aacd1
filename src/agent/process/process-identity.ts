import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { guidFromName } from '../../base/id.ts';
import { processStart } from './process-table.ts';

let own: string | undefined;

/** Names this process for whoever comes later: the machine, the process id, and when it began, for an id alone is given away anew. */
export function processIdentity(): string {
  own ??= `${machine()}/${process.pid}/${processStart(process.pid)}`;
  return own;
}

/** Whether the process of an identity has ended. False for one of another machine, which cannot be seen, and for what is no identity. */
export function isProcessGone(identity: string): boolean {
  const [where, pid, start] = identity.split('/');
  if (where !== machine() || pid === undefined) return false;
  return processStart(Number(pid)) !== start;
}

/** The same until the machine is started anew. */
function machine(): string {
  return guidFromName(hostname(), bootId());
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  } catch {
    return '';
  }
}
