import { statSync } from 'node:fs';
import { announceScript, defaultFolder, runInBash } from './script.ts';
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
  defaults: { targetType: 'filePath', failOnStderr: 'false' },
  inTarget: true,
  async main(run) {
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
  const words = [`exec bash '${file.replaceAll("'", "'\\''")}'`, run.inputs.text('arguments')];
  const command = words.filter(word => word !== '').join(' ');
  run.step.write(`Formatted command: ${command}`);
  return command;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
