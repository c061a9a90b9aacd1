import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServerUnderTest } from '../e2e/millrace-process.ts';
import { makeRepository, registerPipeline } from '../e2e/sample-project.ts';

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
const tfx = join(packages, 'tfx-cli', '_build', 'tfx-cli.js');
const sources = fileURLToPath(new URL('../../src/main/millrace.ts', import.meta.url));

/** A folder in which the commands of a page run as a reader's shell would run them, `millrace` among its programs. */
export class SamplePlace implements AsyncDisposable {
  readonly #folder: string;
  readonly #server: ServerUnderTest | undefined;

  private constructor(folder: string, server: ServerUnderTest | undefined) {
    this.#folder = folder;
    this.#server = server;
  }

  /** `isServed`: there is a server too, with the files as pipeline 1, `ci`, of the project Fiber. */
  static async open(files: Readonly<Record<string, string>>, isServed: boolean): Promise<SamplePlace> {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-manual-'));
    await writeFiles(join(folder, 'work'), files);
    await writeFiles(join(folder, 'bin'), {
      millrace: `#!/bin/sh\nexec '${process.execPath}' '${sources}' "$@"\n`,
    });
    await writeFiles(join(folder, 'bin'), { tfx: `#!/bin/sh\nexec '${process.execPath}' '${tfx}' "$@"\n` });
    for (const program of ['millrace', 'tfx']) await chmod(join(folder, 'bin', program), 0o755);
    if (Object.keys(files).some(name => name.endsWith('.mjs'))) {
      await symlink(process.execPath, join(folder, 'bin', 'node'));
      await symlink(packages, join(folder, 'work', 'node_modules'));
    }
    if (!isServed) return new SamplePlace(folder, undefined);
    const server = await ServerUnderTest.create();
    const place = new SamplePlace(folder, server);
    await server.start();
    await registerPipeline(server, await makeRepository(join(folder, 'repository'), files));
    return place;
  }

  /** Runs a command to its end; answers all that it printed. A command that fails says so in a last line. */
  async run(command: string): Promise<string> {
    const { PATH = '' } = process.env;
    const server = this.#server?.ready;
    const shell = spawn('bash', ['-c', `${command}\ncode=$?; [ $code = 0 ] || echo "exit code $code"`], {
      cwd: join(this.#folder, 'work'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(this.#folder, 'bin')}${delimiter}${PATH}`,
        // What programs remember of a reader, such as a token, is forgotten with the page.
        HOME: this.#folder,
        MILLRACE_HOME: join(this.#folder, 'home'),
        ...(server && { MILLRACE_URL: server.url, MILLRACE_TOKEN: server.token }),
      },
    });
    let printed = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', piece => (printed += String(piece)));
    await new Promise(resolve => shell.once('close', resolve));
    return printed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
