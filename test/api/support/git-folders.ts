import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { GitFolders } from '../../../src/api/services.ts';

const run = promisify(execFile);

/** Looks at folders with the machine's git. */
export const gitFolders: GitFolders = {
  async inspect(path) {
    try {
      const { stdout } = await run('git', ['-C', path, 'symbolic-ref', 'HEAD']);
      return { url: await realpath(path), defaultBranch: stdout.trim() };
    } catch {
      return undefined;
    }
  },
};
