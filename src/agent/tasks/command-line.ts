import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { announceScript, debugInputs, runInBash } from './script.ts';
import { type Task, TaskFailure, type TaskRun } from './task.ts';

/** `CmdLine@2`, which `script:` stands for. */
export const commandLine: Task = {
  header: {
    id: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9',
    name: 'CmdLine',
    version: '2.279.1',
    friendlyName: 'Command line',
    description: 'Run a command line script using Bash on Linux and macOS and cmd.exe on Windows',
    author: 'Microsoft Corporation',
    help: 'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/command-line',
  },
  defaults: { failOnStderr: 'false', script: 'echo Write your commands here\n\necho Hello world\n' },
  majors: ['2'],
  inTarget: true,
  async main(run) {
    debugInputs(run);
    const script = run.inputs.text('script').replaceAll('\r\n', '\n');
    if (script === '') throw new TaskFailure('Input required: script');
    announceScript(run, script);
    const text = isFile(run, script) ? `exec ${script}` : script;
    await runInBash(run, { text, shellArgs: ['--noprofile', '--norc'] });
  },
};

/** A script that is nothing but the path of a file runs that file. */
function isFile({ place }: TaskRun, script: string): boolean {
  return isAbsolute(script) && !/[\n\0]/.test(script) && existsSync(place.outside(script));
}
