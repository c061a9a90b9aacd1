import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../base/message-of.ts';
import { CommandError } from '../cli/errors.ts';

/** SQLite's code for what another connection has locked. */
const busy = 5;

/**
 * Keeps other servers out of a data folder until it is disposed of: two on one SQLite file, or two agents in one work folder, would end each
 * other's jobs. The lock is the system's and dies with this process, however that ends; Node has no call for one, SQLite does.
 */
export function lockFolder(folder: string): Disposable {
  using opened = new DisposableStack();
  try {
    const lock = opened.adopt(new DatabaseSync(join(folder, 'lock'), { timeout: 0 }), each => each.close());
    // In memory: a server that is killed leaves nothing beside the lock that the next one would have to undo.
    lock.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    throw new CommandError(refusalOf(folder, error), 1);
  }
  return opened.move();
}

function refusalOf(folder: string, error: unknown): string {
  if (error instanceof Error && 'errcode' in error && error.errcode === busy)
    return `Another server uses the data folder ${folder}. Stop it, or give this one a folder of its own with --data.`;
  return `The data folder ${folder} can't be written: ${messageOf(error)}`;
}
