import { foundFilesAtMost } from '../../base/limits.ts';
import { messageOf } from '../../base/message-of.ts';
import { findFiles } from '../match/find-files.ts';
import { patternLines } from '../match/patterns.ts';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { publishResults } from './publish-results.ts';

const failuresMessage =
  'There are one or more test failures detected in result files. Detailed summary of published test results can be viewed in the Tests tab.';

/** `PublishTestResults@2`: finds result files and publishes them once its own output is over, as with `##vso[results.publish]`. */
export async function runPublishTestResults(run: TaskRun): Promise<void> {
  const { step, inputs } = run;
  const { variables, folders } = step.job;
  const folder = inputs.path('searchFolder', variables.get('System.DefaultWorkingDirectory') ?? folders.sources);
  const pattern = inputs.text('testResultsFiles') || '**/TEST-*.xml';
  const files = await findFiles(folder, patternLines(pattern), foundFilesAtMost);
  if (files.length === 0) {
    const message = `No test result files matching '${pattern}' were found.`;
    if (inputs.isOn('failTaskOnMissingResultsFile')) throw new TaskFailure(message);
    step.warning(message);
    return;
  }
  const results = {
    format: inputs.text('testRunner'),
    files,
    merge: inputs.isOn('mergeTestResults'),
    title: inputs.text('testRunTitle'),
    platform: inputs.text('platform'),
    configuration: inputs.text('configuration'),
    attach: inputs.isOn('publishRunAttachments', true),
  };
  step.asyncCommands.push({
    name: 'Publish test results',
    async run(_write, signal) {
      try {
        const { failed } = await publishResults(step, results, signal);
        if (failed > 0 && inputs.isOn('failTaskOnFailedTests')) throw new TaskFailure(failuresMessage);
      } catch (failure) {
        if (failure instanceof TaskFailure || signal.aborted || inputs.isOn('failTaskOnFailureToPublishResults'))
          throw failure;
        step.warning(`Failed to publish test results. ${messageOf(failure)}`);
      }
    },
  });
}
