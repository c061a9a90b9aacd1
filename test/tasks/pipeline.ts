import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runMillrace } from '../e2e/millrace-process.ts';

/** Files by their path; a text that begins with `#!` is a program. */
export type Files = Readonly<Record<string, string>>;

/** A folder with a pipeline, and a home of Millrace's own beside it, gone after the test. */
export class Workshop implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async open(files: Files = {}): Promise<Workshop> {
    const workshop = new Workshop(await mkdtemp(join(tmpdir(), 'millrace-workshop-')));
    await workshop.write(files);
    return workshop;
  }

  async write(files: Files): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.path, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      if (text.startsWith('#!')) await chmod(path, 0o755);
    }
  }

  /** `millrace` with this workshop's home. */
  millrace(args: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<typeof runMillrace> {
    return runMillrace(args, { MILLRACE_HOME: join(this.path, 'home'), ...env });
  }

  /** Runs steps, written as in a pipeline, in a folder `repo`, which is the repository. */
  async run(steps: string, options: RunOptions = {}): Promise<PipelineRun> {
    await this.write({ 'repo/azure-pipelines.yml': `${steps.trim()}\n` });
    const args = ['run', join(this.path, 'repo/azure-pipelines.yml'), '--root', join(this.path, 'repo')];
    const { code, stdout, stderr } = await this.millrace([...args, ...(options.args ?? [])], options.env);
    return { code, lines: stdout.split('\n'), text: `${stdout}${stderr}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

type RunOptions = { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> };

export type PipelineRun = { readonly code: number | null; readonly lines: readonly string[]; readonly text: string };

/** Fails with everything that was printed. */
export function assertRun(run: PipelineRun, code: number, ...patterns: readonly RegExp[]): void {
  assert.equal(run.code, code, run.text);
  for (const pattern of patterns) assert.match(run.text, pattern);
}
