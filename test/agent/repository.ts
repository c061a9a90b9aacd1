import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WireRepository } from '../../src/wire/agent-protocol.ts';
import { TemporaryFolder } from './job.ts';

/** A git repository of a test's own, gone after it. */
export class TestRepository extends TemporaryFolder {
  /** Answers what git printed, without the last line end. */
  git(...args: readonly string[]): string {
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    };
    return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd: this.path,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trimEnd();
  }

  init(): this {
    this.git('init', '-q', '-b', 'main', '.');
    return this;
  }

  write(files: Readonly<Record<string, string>>): this {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), text);
    }
    return this;
  }

  link(name: string, target: string): this {
    symlinkSync(target, join(this.path, name));
    return this;
  }

  remove(name: string): this {
    rmSync(join(this.path, name), { recursive: true });
    return this;
  }

  /** Commits everything; answers the commit. */
  commit(message: string): string {
    this.git('add', '-A');
    this.git('commit', '-q', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  wire(
    change: Partial<WireRepository> & {
      readonly workingTree?: boolean;
      readonly ref?: string;
      readonly name?: string;
    } = {},
  ): WireRepository {
    const { workingTree = false, ref = 'refs/heads/main', name = 'fabrikam', ...rest } = change;
    return {
      alias: 'self',
      id: 'id',
      type: 'Git',
      url: this.path,
      version: '',
      properties: { name, ref, workingTree },
      ...rest,
    };
  }
}
