import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { version } from '../../cli/version.ts';
import { openCodeCache } from './code-cache.ts';
import { hasNewerSources } from './newer-sources.ts';

/** Set when the bundle is made: a name that no other bundle has. */
declare const buildName: string;

const oldestNode = 24;

/** Commands that need less than the whole program, and what each has: without servers, without local runs, without agents. */
const programs: Readonly<Record<string, string>> = {
  run: 'short-program.js',
  agent: 'agent-program.js',
  ...Object.fromEntries(
    [
      ['preview', 'validate', 'schema', 'tasks', 'runs'],
      ['projects', 'repositories', 'pipelines', 'token', 'applications'],
    ]
      .flat()
      .map(command => [command, 'compile-program.js']),
  ),
};

type ModuleFunction = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

// What an installed Millrace starts with. Most of a short command is reading and compiling code: the version is answered without any,
// everything else runs from the code that V8 kept at an earlier start.
const [, , command = ''] = process.argv;
if (Number(process.versions.node.split('.', 1)[0]) < oldestNode) {
  writeSync(2, `millrace: Node.js ${oldestNode} or newer is needed, this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else if (command === '--version' || command === '-V') {
  writeSync(1, `${version()}\n`);
} else {
  runProgram();
}

function runProgram(): void {
  const name = Object.hasOwn(programs, command) ? programs[command] : undefined;
  // Holds the text of one function with the parameters of a CommonJS module.
  const programFile = join(import.meta.dirname, name ?? 'program.js');
  const { data, keep } = openCodeCache({ build: buildName, command });
  const script = compiled(programFile, data);
  process.on('exit', exitCode => keep(() => script.createCachedData(), exitCode));
  // Nothing is left to do: who asks for the end gets it without the heap being taken apart object by object first.
  process.once('beforeExit', () => process.exit());
  if (hasNewerSources()) startSources();
  const start: ModuleFunction = script.runInThisContext();
  start({}, require, module, programFile, import.meta.dirname);
}

/** Begins anew with the launcher of this checkout, in the place of this process. Where processes have no such thing there is no launcher either. */
function startSources(): void {
  const launcher = join(import.meta.dirname, '..', 'millrace');
  process.execve?.(launcher, [launcher, ...process.argv.slice(2)], { ...process.env, MILLRACE_SOURCES: '1' });
}

function compiled(filename: string, cachedData: Buffer | undefined): Script {
  // The bundle is ASCII, which is read fastest as latin1.
  return new Script(readFileSync(filename, 'latin1'), {
    filename,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
}
