import { foundFilesAtMost } from '../../base/limits.ts';
import { findFiles } from '../match/find-files.ts';
import { patternLines } from '../match/patterns.ts';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { publishCoverage } from './publish-coverage.ts';

/** `PublishCodeCoverageResults`, versions 1 and 2: the first has a report folder of its own, and both tell formats apart by themselves. */
export async function runPublishCodeCoverage(run: TaskRun): Promise<void> {
  const { step, inputs, signal } = run;
  const { variables, folders } = step.job;
  const root = variables.get('System.DefaultWorkingDirectory') ?? folders.sources;
  const pattern = inputs.text('summaryFileLocation');
  if (pattern === '') throw new TaskFailure('Input required: summaryFileLocation');
  const files = await findFiles(root, patternLines(pattern), foundFilesAtMost);
  step.write(`Found ${files.length} result(s) matching pattern: ${pattern}`);
  const given = inputs.text('reportDirectory');
  const report = given === '' ? {} : { report: await reportFolder(inputs.path('reportDirectory', root), given) };
  const hasAny = await publishCoverage(step, { files, ...report }, signal);
  if (hasAny) return;
  const message = 'No code coverage results were found to publish.';
  if (inputs.isOn('failIfCoverageEmpty')) throw new TaskFailure(message);
  step.warning(message);
}

/** The folder may be a pattern: then the first folder that holds a file it matches. */
async function reportFolder(path: string, given: string): Promise<string> {
  if (!/[*?[]/.test(given)) return path;
  const [first] = await findFiles('/', [`${path}/**`], foundFilesAtMost);
  return first === undefined ? path : first.slice(0, first.lastIndexOf('/'));
}
