import { isAbsolute, join } from 'node:path';
import type { StepContext } from '../step/step-context.ts';
import { CommandError, type CommandHandler, isOn, required } from './command.ts';

/** `results.publish`: result files that the step names, once its task has ended. */
export const publishTestResults: CommandHandler = (command, step) => {
  const { properties } = command;
  const format = required(command, 'type');
  const files = listed(properties.get('resultfiles') ?? command.data, step);
  if (files.length === 0)
    throw new CommandError('No test result files are specified in ##vso[results.publish] command.');
  const results = {
    format,
    files,
    merge: isOn(command, 'mergeresults'),
    title: properties.get('runtitle') ?? '',
    platform: properties.get('platform') ?? '',
    configuration: properties.get('config') ?? '',
    attach: (properties.get('publishrunattachments') ?? 'true').toLowerCase() === 'true',
  };
  const fails = isOn(command, 'failtaskonfailedtests');
  step.asyncCommands.push({
    name: 'Publish test results',
    async run(_write, signal) {
      const { publishResults } = await import('../results/publish-results.ts');
      const { failed } = await publishResults(step, results, signal);
      if (fails && failed > 0) throw new CommandError('There are one or more test failures detected in result files.');
    },
  });
};

/** `codecoverage.publish`: a summary file and perhaps a report, once the step's task has ended. */
export const publishCodeCoverage: CommandHandler = (command, step) => {
  const { properties } = command;
  const [file] = listed(required(command, 'summaryfile'), step);
  const [report] = listed(properties.get('reportdirectory') ?? '', step);
  step.asyncCommands.push({
    name: 'Publish code coverage',
    async run(_write, signal) {
      const { publishCoverage } = await import('../results/publish-coverage.ts');
      const files = file === undefined ? [] : [file];
      const hasAny = await publishCoverage(step, { files, ...(report === undefined ? {} : { report }) }, signal);
      if (!hasAny) step.warning('No code coverage results were found to publish.');
    },
  });
};

/** Paths between commas, absolute, as the machine sees them. */
function listed(text: string, { job }: StepContext): readonly string[] {
  const root = job.variables.get('System.DefaultWorkingDirectory') ?? job.folders.sources;
  return text
    .split(',')
    .map(path => path.trim())
    .filter(path => path !== '')
    .map(path => job.containers.outside(isAbsolute(path) ? path : join(root, path)));
}
