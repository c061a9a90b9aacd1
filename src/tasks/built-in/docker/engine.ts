import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import * as tl from 'azure-pipelines-task-lib/task.js';

/** The engine's program on this machine. Throws where there is none. */
export function engine(): string {
  const program = tl.which('docker') || tl.which('podman');
  if (program !== '') return program;
  throw new Error("There is no container engine where the step runs: neither 'docker' nor 'podman' is on the path.");
}

/** Runs the engine and shows what it prints, which is added to the file `output` too. Throws unless it ends with 0. */
export async function runEngine(args: readonly string[], output: string): Promise<void> {
  const program = engine();
  const file = createWriteStream(output, { flags: 'a' });
  const runner = tl.tool(program).arg([...args]);
  runner.on('stdout', (piece: Buffer) => void file.write(piece));
  const code = await runner.execAsync({ ignoreReturnCode: true });
  file.end();
  await finished(file);
  if (code !== 0) throw new Error(`The process '${program}' failed with exit code ${code}`);
}
