import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

const label = 'millrace.owner';

/**
 * What containers and networks of this process are marked with: the machine, the process and when it started, so that whoever comes later can
 * tell whether their owner still lives. A process id alone is given away anew.
 */
export function ownerLabel(): string {
  return `${label}=${machine()}/${process.pid}/${startOf(process.pid)}`;
}

/** What marks all containers of an agent's work folder. */
export function agentLabel(workFolder: string): string {
  return `millrace.agent=${createHash('sha256').update(workFolder).digest('hex').slice(0, 12)}`;
}

/** The name of the label, to list containers by. */
export const ownerLabelName = label;

/** Whether the process that an owner's label names has ended. False for one of another machine, which cannot be seen. */
export function isOwnerGone(value: string): boolean {
  const [where, processId, start] = value.split('/');
  if (where !== machine() || processId === undefined) return false;
  return startOf(Number(processId)) !== start;
}

function machine(): string {
  return createHash('sha256').update(`${hostname()}\0${bootId()}`).digest('hex').slice(0, 12);
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  } catch {
    return '';
  }
}

/** When a process started; `''` when there is none, `alive` where the system does not say when. */
function startOf(processId: number): string {
  try {
    process.kill(processId, 0);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ESRCH') return '';
  }
  try {
    // The name in parentheses may hold anything; the start is the 20th field after it.
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return process.platform === 'linux' ? '' : 'alive';
  }
}
