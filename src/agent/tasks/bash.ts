import { statSync } from 'node:fs';
import { readBoolean } from '../variables/job-variables.ts';
import { announceScript, debugInputs, defaultFolder, runInBash } from './script.ts';
import { type Task, TaskFailure, type TaskRun } from './task.ts';

/** `Bash@3`, which `bash:` stands for. */
export const bash: Task = {
  header: {
    id: '6c731c3c-3c68-459a-a5c9-bde6e6595b5b',
    name: 'Bash',
    version: '3.278.0',
    friendlyName: 'Bash',
    description: 'Run a Bash script on macOS, Linux, or Windows',
    author: 'Microsoft Corporation',
    help: 'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/bash',
  },
  defaults: {
    targetType: 'filePath',
    script: "# Write your commands here\n\necho 'Hello world'\n",
    failOnStderr: 'false',
  },
  majors: ['3'],
  inTarget: true,
  async main(run) {
    debugInputs(run);
    const text = run.inputs.text('targetType').toLowerCase() === 'inline' ? inlineScript(run) : fileScript(run);
    const bashEnv = run.inputs.text('bashEnvValue');
    await runInBash(run, { text, shellArgs: [], env: bashEnv === '' ? {} : { BASH_ENV: bashEnv } });
  },
};

function inlineScript(run: TaskRun): string {
  const script = run.inputs.text('script').replaceAll('\r\n', '\n');
  announceScript(run, script);
  return script;
}

function fileScript(run: TaskRun): string {
  run.step.write('Generating script.');
  if (run.inputs.text('filePath') === '') throw new TaskFailure('Input required: filePath');
  const file = run.inputs.path('filePath', defaultFolder(run));
  if (run.place.isMissing(file) || isFolder(run.place.outside(file)))
    throw new TaskFailure(`Invalid file path '${file}'.`);
  const words = [`${starter(run)} '${file.replaceAll("'", "'\\''")}'`, run.inputs.text('arguments')];
  const command = words.filter(word => word !== '').join(' ');
  run.step.write(`Formatted command: ${command}`);
  return command;
}

/** A file is a process of its own, unless it is to be read into the shell, as an older version of the task did. */
function starter({ environment }: TaskRun): string {
  return readBoolean(environment.AZP_BASHV3_OLD_SOURCE_BEHAVIOR) === true ? '.' : 'exec bash';
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
