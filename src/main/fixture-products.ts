import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { JobProducts, TestOutcome } from '../emulator/script.ts';
import type { JobRef, RunKey } from '../run/events.ts';
import { groupOf, type Run } from '../run/state.ts';
import type { TestStore } from '../testing/test-store.ts';
import { manifestLine } from '../wire/manifest.ts';
import type { TestResult } from '../wire/test-server.ts';

/** The job that leaves something. */
type PlayedJob = { readonly key: RunKey; readonly run: Run; readonly ref: JobRef };

/** Where products are kept. */
export type ProductStores = { readonly artifacts: ArtifactStore; readonly tests: TestStore };

/** Keeps what a played job leaves with its run, as an agent would have published it. */
export async function keepProducts(
  stores: ProductStores,
  played: PlayedJob,
  { artifacts = {}, tests = {} }: JobProducts,
): Promise<void> {
  const { key, run, ref } = played;
  const job = groupOf(run, ref)?.jobs.get(ref.job);
  const source = job?.state === 'inProgress' ? job.dispatch.jobId : '';
  for (const [name, files] of Object.entries(artifacts)) await keepArtifact(stores, key, { name, source, files });
  for (const [name, results] of Object.entries(tests)) await keepTests(stores, played, { name, results });
}

type ProducedArtifact = {
  readonly name: string;
  /** The record of the job that published it. */
  readonly source: string;
  readonly files: Readonly<Record<string, string>>;
};

async function keepArtifact({ artifacts }: ProductStores, key: RunKey, { name, source, files }: ProducedArtifact) {
  const content = artifacts.content(key.organization);
  let manifest = '';
  let sizeBytes = 0;
  for (const [path, text] of Object.entries(files)) {
    const bytes = Buffer.from(text);
    sizeBytes += bytes.length;
    manifest += manifestLine({ kind: 'file', path, content: await content.add(bytes), mode: 0o644 });
  }
  const tree = { manifest: await content.add(Buffer.from(manifest)), fileCount: Object.keys(files).length, sizeBytes };
  const created = await artifacts.create(key, { name, type: 'PipelineArtifact', source, properties: {}, tree });
  if ('reason' in created && created.reason !== 'taken') throw new Error(created.message);
}

type ProducedTests = { readonly name: string; readonly results: readonly TestOutcome[] };

async function keepTests({ tests }: ProductStores, { key, run, ref }: PlayedJob, { name, results }: ProducedTests) {
  const attempts = { stageAttempt: 1, phaseAttempt: 1, jobAttempt: ref.attempt };
  const place = { stage: ref.stage, phase: ref.job, job: ref.job, ...attempts, platform: '', configuration: '' };
  const made = await tests.create({ key, projectId: run.queued.projectId }, { name, ...place });
  await tests.addResults(key.organization, made, results.map(testResult));
  await tests.change(key.organization, made, { state: 'Completed' });
}

function testResult({ name, outcome = 'Passed', durationMs = 0, errorMessage }: TestOutcome): TestResult {
  const error = errorMessage === undefined ? {} : { errorMessage };
  return { title: name, name, storage: '', outcome, durationMs, ...error };
}
