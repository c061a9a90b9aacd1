import { realpath } from 'node:fs/promises';
import type { GitFolders } from '../api/services.ts';
import { defaultBranch } from '../source/git-refs.ts';

/** Looks at folders of this machine with git. */
export const gitFolders: GitFolders = {
  async inspect(path) {
    const branch = await defaultBranch(path);
    return branch === undefined ? undefined : { url: await realpath(path), defaultBranch: branch };
  },
};
