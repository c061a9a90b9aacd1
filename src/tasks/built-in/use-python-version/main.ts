import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { runTask } from '../shared/run-task.ts';
import { findKeptTool, keptVersions, machineArchitecture } from '../shared/tool-folder.ts';
import { isInRange } from '../shared/version-range.ts';

/** A Python: its program where that is known, the folder it is in, and those that belong on the path. */
type FoundPython = {
  readonly version: string;
  readonly file?: string;
  readonly location: string;
  readonly programs: readonly string[];
};

await runTask(() => {
  const range = tl.getInput('versionSpec', true) ?? '';
  const architecture = tl.getInput('architecture', true) ?? '';
  const found = machinePython(range, architecture) ?? keptPython(range, architecture);
  if (found === undefined) throw new Error(notFound(range, architecture));
  console.log(`Using Python ${found.version} of ${found.location}`);
  tl.setVariable('pythonLocation', found.location, false, true);
  if (!tl.getBoolInput('addToPath', true)) return;
  for (const folder of [...found.programs, ...standIns(found)]) tl.prependPath(folder);
});

/**
 * A folder with the names that steps call a Python by, where its own folder has none of them or gives them to another version: systems often have
 * `python3` alone. Programs, not links, so that a Python finds what belongs to it.
 */
function standIns({ file, location }: FoundPython): readonly string[] {
  if (file === undefined) return [];
  const missing = ['python', 'python3'].filter(name => realPath(join(location, name)) !== realPath(file));
  if (missing.length === 0) return [];
  const folder = mkdtempSync(join(tl.getVariable('Agent.TempDirectory') ?? tmpdir(), 'python-'));
  const calls = [...missing.map(name => [name, '']), ...['pip', 'pip3'].map(name => [name, ' -m pip'])];
  for (const [name = '', what] of calls)
    writeFileSync(join(folder, name), `#!/bin/sh\nexec '${file.replaceAll("'", "'\\''")}'${what} "$@"\n`, {
      mode: 0o755,
    });
  return [folder];
}

function realPath(path: string): string | undefined {
  return existsSync(path) ? realpathSync(path) : undefined;
}

/** The first Python on the path that a range allows, by what it says of itself: `python3` may be a stand-in for one elsewhere. */
function machinePython(range: string, architecture: string): FoundPython | undefined {
  if (architecture !== machineArchitecture()) return undefined;
  for (const name of ['python3', 'python', ...namesOf(range)]) {
    const found = ask(name);
    if (found !== undefined && isInRange(found.version, range)) return found;
  }
  return undefined;
}

/** `python3.11` for a range that begins with these numbers. */
function namesOf(range: string): readonly string[] {
  const numbers = /(\d+\.\d+)/.exec(range)?.[1];
  return numbers === undefined ? [] : [`python${numbers}`];
}

function ask(name: string): FoundPython | undefined {
  const program = tl.which(name);
  if (program === '') return undefined;
  const question = 'import platform, sys; print(platform.python_version()); print(sys.executable)';
  try {
    const [version = '', file = ''] = execFileSync(program, ['-c', question], { encoding: 'utf8' }).trim().split('\n');
    return { version, file, location: dirname(file), programs: [dirname(file)] };
  } catch {
    // A stand-in without a Python behind it.
    return undefined;
  }
}

function keptPython(range: string, architecture: string): FoundPython | undefined {
  const kept = findKeptTool('Python', range, architecture);
  if (kept === undefined) return undefined;
  const { version, folder } = kept;
  return { version, location: folder, programs: [join(folder, 'bin'), folder] };
}

function notFound(range: string, architecture: string): string {
  const known = keptVersions('Python', architecture).map(version => `${version} (${architecture})`);
  return [
    `Version spec ${range} for architecture ${architecture} did not match any version in Agent.ToolsDirectory, nor the machine's own Python.`,
    `Versions in ${tl.getVariable('Agent.ToolsDirectory')}:`,
    ...(known.length === 0 ? ['none'] : known),
  ].join('\n');
}
