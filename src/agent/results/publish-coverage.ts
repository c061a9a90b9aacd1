import { stat } from 'node:fs/promises';
import type { CoverageStatistic } from '../../wire/test-server.ts';
import { uploadContainer } from '../artifacts/upload-container.ts';
import type { StepContext } from '../step/step-context.ts';
import { readCoverage } from './coverage.ts';
import { XmlFault } from './xml-reader.ts';

export type CoverageToPublish = {
  /** Summary files, absolute. */
  readonly files: readonly string[];
  /** A folder with a report for people, absolute; it becomes an artifact. */
  readonly report?: string;
  readonly platform?: string;
  readonly configuration?: string;
};

/** Publishes what summary files say, added up, and the report. Answers whether there was anything; a file that can't be read is a warning. */
export async function publishCoverage(
  step: StepContext,
  { files, report, platform = '', configuration = '' }: CoverageToPublish,
  signal: AbortSignal,
): Promise<boolean> {
  const { server, request, variables } = step.job;
  let isEmpty = true;
  for (const file of files) {
    const statistics = await statisticsOf(step, file);
    if (!statistics.some(({ total }) => total > 0)) continue;
    isEmpty = false;
    await server.tests.addCoverage(request.plan, { platform, configuration, statistics });
    for (const { label, total, covered } of statistics) step.write(`${label}: ${covered} of ${total}`);
  }
  if (report !== undefined && (await stat(report).catch(() => undefined))?.isDirectory() === true) {
    const name = `Code Coverage Report_${variables.get('Build.BuildId') ?? ''}`;
    await uploadContainer(step, { name, folder: name, path: report }, signal);
  }
  return !isEmpty;
}

async function statisticsOf(step: StepContext, file: string): Promise<readonly CoverageStatistic[]> {
  try {
    step.write(`Reading code coverage summary from '${file}'`);
    return await readCoverage(file);
  } catch (failure) {
    if (!(failure instanceof XmlFault)) throw failure;
    step.warning(`The code coverage file '${file}' could not be read: ${failure.message}`);
    return [];
  }
}
