import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../base/message-of.ts';
import { CommandError } from '../cli/errors.ts';

/** Where a server keeps what is its own. */
export type DataFolder = {
  readonly database: string;
  readonly blobs: string;
  /** Seals secrets. */
  readonly secretKey: string;
  /** Signs addresses. */
  readonly signingKey: string;
  /** Where hooks of repositories tell of pushes. */
  readonly pushed: string;
  /** The work folder of the server's own agent. */
  readonly agent: string;
};

/** Makes the folder, readable by its owner alone, if it is not there. Throws a `CommandError` where it can't be one. */
export async function openDataFolder(root: string): Promise<DataFolder> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CommandError(`The data folder ${root} can't be made: ${messageOf(error)}`, 1);
  }
  return {
    database: join(root, 'millrace.db'),
    blobs: join(root, 'blobs'),
    secretKey: join(root, 'secret.key'),
    signingKey: join(root, 'signing.key'),
    pushed: join(root, 'pushed'),
    agent: join(root, 'agent'),
  };
}
