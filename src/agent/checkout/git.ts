import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { findProgram } from '../tasks/find-program.ts';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';

/** Runs git for a checkout, in one folder. What git prints is logged and never taken for a command of the step: it may repeat what a commit says. */
export class Git {
  readonly #run: TaskRun;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #program: string;
  #header: string | undefined;

  /** Throws a `TaskFailure` when there is no git. */
  constructor(run: TaskRun, folder: string, env: Readonly<Record<string, string>> = {}) {
    const program = findProgram('git', run.environment);
    if (program === undefined)
      throw new TaskFailure("Unable to locate executable file: 'git'. A checkout needs git on the agent's path.");
    this.#run = run;
    this.#folder = folder;
    this.#env = env;
    this.#program = program;
  }

  /** Shows a command, runs it, and answers its exit code. `shown` is the command where it is not shown as it is. */
  call(args: readonly string[], shown = args.join(' ')): Promise<number> {
    this.#run.step.write(`##[command]git ${shown}`);
    return this.#run.run({ file: this.#program, args, cwd: this.#folder, env: this.#env, output: 'plain' });
  }

  /** Signs in with a header from now on, where a command asks for it (`authorized`). */
  signIn(header: string | undefined): void {
    this.#header = header;
  }

  /** Like `call`, with the header that signs in: `key` is the setting of git that sends it. The header is on no command line. */
  authorized(args: readonly string[], key = 'http.extraheader'): Promise<number> {
    if (this.#header === undefined) return this.call(args);
    const variable = `env_var_${key}`;
    const all = [`--config-env=${key}=${variable}`, ...args];
    this.#run.step.write(`##[command]git ${all.join(' ')}`);
    const env = { ...this.#env, [variable]: this.#header };
    return this.#run.run({ file: this.#program, args: all, cwd: this.#folder, env, output: 'plain' });
  }

  /** Shows a command and answers what it printed, which is not shown: it may be a secret of another job. */
  ask(args: readonly string[]): Promise<{ readonly exitCode: number; readonly output: Buffer }> {
    this.#run.step.write(`##[command]git ${args.join(' ')}`);
    return this.read(args);
  }

  /** Like `call`, and throws a `TaskFailure` when the exit code is not 0. */
  async must(args: readonly string[], shown?: string): Promise<void> {
    const exitCode = await this.call(args, shown);
    if (exitCode !== 0) throw new TaskFailure(`Git ${args[0]} failed with exit code: ${exitCode}`);
  }

  /** Runs a command without showing it; answers its exit code and what it printed. */
  async read(args: readonly string[]): Promise<{ readonly exitCode: number; readonly output: Buffer }> {
    const chunks: Buffer[] = [];
    const exitCode = await this.#run.run({
      file: this.#program,
      args,
      cwd: this.#folder,
      env: this.#env,
      output: 'taken',
      stdout: chunk => chunks.push(Buffer.from(chunk)),
    });
    return { exitCode, output: Buffer.concat(chunks) };
  }

  /** Whether an extension of git, such as `lfs`, is there. */
  has(extension: string): boolean {
    return findProgram(`git-${extension}`, this.#run.environment) !== undefined;
  }
}

/** The folder that a repository's address names, or `undefined` when it is on another machine. */
export function localFolder(url: string): string | undefined {
  if (isAbsolute(url)) return url;
  if (!url.startsWith('file://') || !URL.canParse(url)) return undefined;
  return decodeURIComponent(new URL(url).pathname);
}

/** Whether a folder is a repository with files beside `.git`, be that a folder or a file that points to one. */
export function hasDotGit(folder: string): boolean {
  return existsSync(`${folder}/.git`);
}
