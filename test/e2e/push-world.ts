import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Build } from '../../src/wire/builds.ts';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

/** A bare repository that the pipeline `ci` is registered from, a clone to push from, and a server. */
export class PushWorld implements AsyncDisposable {
  readonly server: ServerUnderTest;
  readonly clone: string;
  readonly bare: string;

  private constructor(server: ServerUnderTest) {
    this.server = server;
    this.clone = join(server.data, 'clone');
    this.bare = join(server.data, 'cable.git');
  }

  /** `files` are those of the first commit; without other flags the server has no agent. */
  static async open(
    files: Readonly<Record<string, string>>,
    flags: readonly string[] = ['--no-agent'],
  ): Promise<PushWorld> {
    const world = new PushWorld(await ServerUnderTest.create(flags));
    const { server, clone, bare } = world;
    await makeRepository(clone, files);
    execFileSync('git', ['clone', '--quiet', '--bare', clone, bare]);
    execFileSync('git', ['-C', clone, 'remote', 'add', 'origin', bare]);
    await server.start();
    await registerPipeline(server, bare);
    await untilWatched(bare);
    return world;
  }

  git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
    return execFileSync('git', ['-C', this.clone, ...who, ...args], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  }

  /** Commits a file on a branch, which is made where the clone is if it is not there, and pushes it. */
  async push(branch: string, path: string, message: string, text = `${Date.now()} ${message}`): Promise<string> {
    this.git('checkout', '--quiet', '-B', branch);
    await mkdir(dirname(join(this.clone, path)), { recursive: true });
    await writeFile(join(this.clone, path), text);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    this.git('push', '--quiet', 'origin', branch);
    return this.git('rev-parse', 'HEAD').trim();
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
export async function untilWatched(bare: string): Promise<void> {
  await eventually(
    () => readFile(join(bare, 'hooks', 'post-receive'), 'utf8').catch(() => ''),
    hook => hook.includes('Millrace'),
  );
}
