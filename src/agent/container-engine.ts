import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './tasks/find-program.ts';
import { passedOn } from './variables/environment.ts';

/** The program that runs containers. podman understands what docker does. */
export type Engine = { readonly program: string; readonly kind: 'docker' | 'podman' };

type Environment = Readonly<Record<string, string | undefined>>;

/** Names the program where it is not the first of docker and podman on the path. */
const engineVariable = 'MILLRACE_CONTAINER_ENGINE';

/** How long an engine may take to say that it is there, in milliseconds. */
const answerMs = 20_000;

/** The container engine of a machine, or `undefined` when it has none. Whether it answers is another matter: `engineProblem`. */
export function findEngine(environment: Environment): Engine | undefined {
  const named = environment[engineVariable];
  const names = named === undefined || named === '' ? ['docker', 'podman'] : [named];
  for (const name of names) {
    const program = name.includes('/') ? name : findProgram(name, { PATH: environment.PATH ?? '' });
    if (program !== undefined) return { program, kind: basename(program).startsWith('podman') ? 'podman' : 'docker' };
  }
  return undefined;
}

/** What the engine's program gets to see: the agent's own environment, for that says where the engine is, and containers may be given parts of it. */
export function engineEnvironment(): Record<string, string> {
  return passedOn(process.env);
}

/** Why no container can run on this machine, or `undefined` when one can. */
export async function engineProblem(environment: Environment): Promise<string | undefined> {
  const engine = findEngine(environment);
  if (engine === undefined) {
    return `This machine has no container engine: neither docker nor podman is on the path, and ${engineVariable} names none.`;
  }
  try {
    await promisify(execFile)(engine.program, ['version', '--format', '{{.Server.Version}}'], { timeout: answerMs });
    return undefined;
  } catch (failure) {
    const { stderr = '', message } = failure as Error & { readonly stderr?: string };
    return `The container engine ${engine.program} does not answer: ${(stderr.trim() || message).split('\n').at(-1)}`;
  }
}
