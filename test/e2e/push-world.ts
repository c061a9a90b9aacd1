import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Build } from '../../src/wire/builds.ts';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

/** A working tree to push from. */
export class Clone {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
    return execFileSync('git', ['-C', this.path, ...who, ...args], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  }

  /** Commits a file on a branch, which is made where the clone is if it is not there, and pushes it. */
  async push(branch: string, path: string, message: string, text = `${Date.now()} ${message}`): Promise<string> {
    this.git('checkout', '--quiet', '-B', branch);
    await mkdir(dirname(join(this.path, path)), { recursive: true });
    await writeFile(join(this.path, path), text);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    this.git('push', '--quiet', 'origin', branch);
    return this.git('rev-parse', 'HEAD').trim();
  }
}

/** A repository of the files, and its bare copy to push to. */
async function cloneOf(path: string, bare: string, files: Readonly<Record<string, string>>): Promise<Clone> {
  await makeRepository(path, files);
  execFileSync('git', ['clone', '--quiet', '--bare', path, bare]);
  execFileSync('git', ['-C', path, 'remote', 'add', 'origin', bare]);
  return new Clone(path);
}

/** A bare repository that the pipeline `ci` is registered from, a clone to push from, and a server. */
export class PushWorld implements AsyncDisposable {
  readonly server: ServerUnderTest;
  readonly clone: Clone;
  readonly bare: string;

  private constructor(server: ServerUnderTest, clone: Clone, bare: string) {
    this.server = server;
    this.clone = clone;
    this.bare = bare;
  }

  /** `files` are those of the first commit; without other flags the server has no agent. */
  static async open(
    files: Readonly<Record<string, string>>,
    flags: readonly string[] = ['--no-agent'],
  ): Promise<PushWorld> {
    const server = await ServerUnderTest.create(flags);
    const bare = join(server.data, 'cable.git');
    const clone = await cloneOf(join(server.data, 'clone'), bare, files);
    await server.start();
    await registerPipeline(server, bare);
    await untilWatched(bare);
    return new PushWorld(server, clone, bare);
  }

  git(...args: readonly string[]): string {
    return this.clone.git(...args);
  }

  push(branch: string, path: string, message: string, text?: string): Promise<string> {
    return this.clone.push(branch, path, message, text);
  }

  /** Registers another bare repository, and answers a clone to push to it from. */
  async addRepository(name: string, files: Readonly<Record<string, string>>): Promise<Clone> {
    const { server } = this;
    const bare = join(server.data, `${name}.git`);
    const clone = await cloneOf(join(server.data, name), bare, files);
    await server.ask('POST', 'Fiber/_apis/git/repositories', { name, remoteUrl: bare }, 201);
    await untilWatched(bare);
    return clone;
  }

  /** Oldest first. */
  builds(): Promise<readonly Build[]> {
    return this.server
      .json<{ value: Build[] }>('GET', 'Fiber/_apis/build/builds?queryOrder=queueTimeAscending')
      .then(({ value }) => value);
  }

  /** The builds, once there are as many. */
  untilBuilds(count: number): Promise<readonly Build[]> {
    return eventually(
      () => this.builds(),
      builds => builds.length >= count,
    );
  }

  /** The id of the repository that is watched. */
  async repositoryId(): Promise<string> {
    return (await this.server.json<{ id: string }>('GET', 'Fiber/_apis/git/repositories/cable')).id;
  }

  /** Makes a pipeline of a file of the repository; answers its id. */
  async addPipeline(name: string, yamlFilename: string): Promise<number> {
    const repository = { id: await this.repositoryId(), type: 'TfsGit' };
    const body = { name, process: { type: 2, yamlFilename }, repository };
    return (await this.server.json<{ id: number }>('POST', 'Fiber/_apis/build/definitions', body)).id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

/** The hook is written after the repository was looked at for the first time. */
async function untilWatched(bare: string): Promise<void> {
  await eventually(
    () => readFile(join(bare, 'hooks', 'post-receive'), 'utf8').catch(() => ''),
    hook => hook.includes('Millrace'),
  );
}
