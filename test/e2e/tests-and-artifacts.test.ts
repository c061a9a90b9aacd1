import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runMillrace, ServerUnderTest } from './millrace-process.ts';
import { logsOf, makeRepository, registerPipeline, runPipeline } from './sample-project.ts';

/** The first sample of a page of the manual. */
async function sampleOf(page: string): Promise<string> {
  const text = await readFile(new URL(`../../docs/manual/${page}.md`, import.meta.url), 'utf8');
  const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  assert.ok(yaml, `${page}.md has no sample`);
  return yaml;
}

test('the sample of artifacts.md runs on this machine, and its artifacts stay where they are asked to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  try {
    await writeFile(join(folder, 'azure-pipelines.yml'), await sampleOf('artifacts'));
    const saved = join(folder, 'saved');
    const args = ['run', join(folder, 'azure-pipelines.yml'), '--root', folder, '--artifacts', saved];
    const { code, stdout, stderr } = await runMillrace(args);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout + stderr, /Artifact drop: /);
    const files = await readdir(saved, { recursive: true });
    assert.deepEqual(files.sort(), [
      'drop',
      'drop/.artifactignore',
      'drop/docs',
      'drop/docs/manual.md',
      'drop/version.txt',
      'versions',
      'versions/version.txt',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the samples of caches.md and tests.md run on a server, and its REST API tells of tests and coverage', async () => {
  await using server = await ServerUnderTest.create();
  const files = { 'azure-pipelines.yml': await sampleOf('tests'), 'caches.yml': await sampleOf('caches') };
  const folder = await makeRepository(join(server.data, 'repository'), files);
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const runId = await runPipeline(server, pipeline);
  const get = <T>(path: string): Promise<T> => server.json<T>('GET', `Fiber/_apis/test/${path}`);
  type Summary = {
    aggregatedResultsAnalysis: { totalTests: number; resultsByOutcome: Record<string, { count: number }> };
  };
  const { aggregatedResultsAnalysis: analysis } = await get<Summary>(`ResultSummaryByBuild?buildId=${runId}`);
  assert.equal(analysis.totalTests, 3);
  const counts = Object.entries(analysis.resultsByOutcome).map(([outcome, { count }]) => [outcome, count]);
  assert.deepEqual(counts, [
    ['Passed', 1],
    ['Failed', 1],
    ['NotExecuted', 1],
  ]);
  type Runs = {
    value: { id: number; name: string; state: string; pipelineReference: { jobReference: { jobName: string } } }[];
  };
  const [run] = (await get<Runs>(`runs?buildUri=vstfs:///Build/Build/${runId}`)).value;
  assert.deepEqual([run?.name, run?.state], ['Unit tests', 'Completed']);
  const results = await get<{ value: { automatedTestName: string; errorMessage?: string }[] }>(
    `runs/${run?.id}/results`,
  );
  assert.deepEqual(
    results.value.map(each => [each.automatedTestName, each.errorMessage]),
    [
      ['math.adds', undefined],
      ['math.divides', 'by zero'],
      ['math.roots', undefined],
    ],
  );
  const attachments = await get<{ value: { id: number; fileName: string }[] }>(`runs/${run?.id}/attachments`);
  assert.deepEqual(
    attachments.value.map(({ fileName }) => fileName),
    ['TEST-unit.xml'],
  );
  type Coverage = { coverageData: { coverageStats: { label: string; covered: number; total: number }[] }[] };
  const { coverageData } = await get<Coverage>(`CodeCoverage?buildId=${runId}`);
  assert.deepEqual(
    coverageData[0]?.coverageStats.map(each => [each.label, each.covered, each.total]),
    [
      ['Lines', 150, 200],
      ['Branches', 10, 40],
    ],
  );
  await runCacheSample(server, pipeline + 1);
});

async function runCacheSample(server: ServerUnderTest, pipeline: number): Promise<void> {
  const env = { MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
  const args = [
    'pipelines',
    'create',
    'caches',
    '--project',
    'Fiber',
    '--repository',
    'cable',
    '--yaml-path',
    'caches.yml',
  ];
  assert.equal((await runMillrace(args, env)).code, 0);
  const variables = { lock: { value: 'v1' } };
  const seen: string[] = [];
  for (let count = 0; count < 2; count += 1) {
    const id = await runPipeline(server, pipeline, variables);
    seen.push(/^restored=\w+$/m.exec(await logsOf(server, pipeline, id))?.[0] ?? '');
  }
  assert.deepEqual(seen, ['restored=false', 'restored=true']);
}
