import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ServerOptions } from '../../../src/api/server.ts';
import { World, type WorldOptions } from './world.ts';

/** A real repository, on the branch main. */
export class GitFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=Some One', '-c', 'user.email=some.one@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', ['-C', this.path, ...who, ...args], { encoding: 'utf8' }).trim();
  }

  /** Commits files by path, and answers the commit. */
  async commit(message: string, files: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.path, path)), { recursive: true });
      await writeFile(join(this.path, path), text);
    }
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }
}

/** A world whose repository is a real one, without a commit yet. */
export async function withGit(
  use: (world: World, folder: GitFolder) => Promise<void>,
  options: ServerOptions & Pick<WorldOptions, 'stores'> = {},
): Promise<void> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'millrace-git-')));
  try {
    const folder = new GitFolder(path);
    folder.git('init', '-q', '-b', 'main');
    await using world = await World.open({ ...options, repositoryUrl: path });
    await use(world, folder);
  } finally {
    await rm(path, { recursive: true });
  }
}
