import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { testAttachmentBytes, testFilesApart, testResultBatch } from '../../base/limits.ts';
import type { NewTestRun, TestResult } from '../../wire/test-server.ts';
import { sharedSpace } from '../artifacts/publish.ts';
import { uploadFile } from '../content/upload-tree.ts';
import type { StepContext } from '../step/step-context.ts';
import { TaskFailure } from '../tasks/task.ts';
import { resultReader } from './read-results.ts';
import { XmlFault } from './xml-reader.ts';

export type ResultsToPublish = {
  /** `JUnit`, `NUnit`, `XUnit`, `VSTest` or `CTest`, in any case. */
  readonly format: string;
  /** Absolute. */
  readonly files: readonly string[];
  /** One test run for all files, not one for each. */
  readonly merge: boolean;
  /** Empty is the format's name and the run's. */
  readonly title: string;
  readonly platform: string;
  readonly configuration: string;
  /** Keep the files with the test runs. */
  readonly attach: boolean;
};

export type PublishedCounts = { total: number; failed: number };

type ReadableResults = ResultsToPublish & { readonly read: (file: string) => AsyncIterable<TestResult> };

/**
 * Publishes result files; one that can't be read is a warning. Answers what the tests came to. Memory: a batch of results. Throws a `TaskFailure` where
 * there is no such format.
 */
export async function publishResults(
  step: StepContext,
  toPublish: ResultsToPublish,
  signal: AbortSignal,
): Promise<PublishedCounts> {
  const { files, merge, format } = toPublish;
  const read = resultReader(format);
  if (read === undefined)
    throw new TaskFailure(
      `Unknown test runner '${format}'. Results are read from JUnit, NUnit, VSTest, XUnit and CTest.`,
    );
  const results = { ...toPublish, read };
  const counts = { total: 0, failed: 0 };
  if (merge || files.length > testFilesApart) {
    await publishRun(step, results, { title: titleOf(step, results), files }, counts, signal);
    return counts;
  }
  for (const [index, file] of files.entries()) {
    const title = titleOf(step, results) + (files.length > 1 ? `_${index + 1}` : '');
    await publishRun(step, results, { title, files: [file] }, counts, signal);
  }
  return counts;
}

/** A test run is made with the first result: files without any leave none. */
async function publishRun(
  step: StepContext,
  results: ReadableResults,
  { title, files }: { readonly title: string; readonly files: readonly string[] },
  counts: PublishedCounts,
  signal: AbortSignal,
): Promise<void> {
  const { server, request } = step.job;
  const before = { ...counts };
  let id: number | undefined;
  for (const file of files) {
    try {
      for await (const batch of batches(results.read(file))) {
        signal.throwIfAborted();
        id ??= await createRun(step, title, results);
        await server.tests.addResults(request.plan, id, batch);
        counts.total += batch.length;
        counts.failed += batch.filter(({ outcome }) => outcome === 'Failed').length;
      }
    } catch (failure) {
      if (!(failure instanceof XmlFault)) throw failure;
      step.warning(
        `Invalid results file. Make sure the result format of the file '${file}' matches '${results.format}' test results format. ${failure.message}`,
      );
    }
  }
  if (id === undefined) {
    step.warning(`No results found to publish in: ${files.join(', ')}`);
    return;
  }
  if (results.attach) await attachFiles(step, id, files, signal);
  await server.tests.completeRun(request.plan, id);
  step.write(`Published Test Run : ${title}`);
  step.write(`Tests: ${counts.total - before.total}, failed: ${counts.failed - before.failed}`);
}

async function createRun(step: StepContext, title: string, results: ResultsToPublish): Promise<number> {
  const { server, request } = step.job;
  const { id } = await server.tests.createRun(request.plan, testRun(step, title, results));
  step.write(`Publishing test results to test run '${id}'.`);
  return id;
}

async function attachFiles(
  step: StepContext,
  id: number,
  files: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { server, request } = step.job;
  for (const file of files) {
    const { size } = await stat(file);
    if (size > testAttachmentBytes) {
      step.warning(`The file '${file}' is too large to be kept with the test run.`);
      continue;
    }
    const content = await uploadFile(sharedSpace(step, signal), file);
    await server.tests.attach(request.plan, id, { name: basename(file), content });
  }
}

function testRun({ job }: StepContext, name: string, { platform, configuration }: ResultsToPublish): NewTestRun {
  const text = (variable: string): string => job.variables.get(`System.${variable}`) ?? '';
  const attempt = (variable: string): number => Number(text(variable)) || 1;
  return {
    name,
    stage: text('StageName'),
    phase: text('PhaseName'),
    job: text('JobName'),
    stageAttempt: attempt('StageAttempt'),
    phaseAttempt: attempt('PhaseAttempt'),
    jobAttempt: attempt('JobAttempt'),
    platform,
    configuration,
  };
}

function titleOf({ job }: StepContext, { title, format }: ResultsToPublish): string {
  return title === '' ? `${format}_TestResults_${job.variables.get('Build.BuildId') ?? ''}` : title;
}

async function* batches(results: AsyncIterable<TestResult>): AsyncIterable<readonly TestResult[]> {
  let batch: TestResult[] = [];
  for await (const result of results) {
    batch.push(result);
    if (batch.length < testResultBatch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
