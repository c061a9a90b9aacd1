import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runMillrace, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline, runPipeline } from './sample-project.ts';

const megabytes = 256;

/** The server, and its agent, may take this, whatever an artifact's size: neither could hold all of it beside itself. In KiB. */
const peakLimitKiB = 340 * 1024;

const files = {
  'azure-pipelines.yml': `trigger: none
stages:
- stage: Make
  jobs:
  - job: make
    steps:
    - checkout: none
    - bash: |
        mkdir -p out/deep && cd out
        head -c ${megabytes}M /dev/urandom > large.bin
        echo '#!/bin/sh' > deep/run.sh && chmod +x deep/run.sh
        for i in $(seq 300); do echo $i > deep/$i.txt; done
        echo "##vso[task.setvariable variable=sum;isOutput=true]$(sha256sum < large.bin)"
      name: sums
    - publish: out
      artifact: drop
  - job: use
    dependsOn: make
    variables:
      sum: $[ dependencies.make.outputs['sums.sum'] ]
    steps:
    - checkout: none
    - download: current
      artifact: drop
    - bash: |
        cd $(Pipeline.Workspace)/drop
        test "$(sha256sum < large.bin)" = "$(sum)" && ./deep/run.sh && test "$(ls deep | wc -l)" = 301
`,
  'other.yml': `trigger: none
steps:
- checkout: none
- task: DownloadPipelineArtifact@2
  name: take
  inputs:
    source: specific
    project: Fiber
    pipeline: ci
    runVersion: latestFromBranch
    runBranch: refs/heads/main
    artifact: drop
    patterns: |
      **/*.txt
      !**/1*.txt
    path: $(Pipeline.Workspace)/taken
- bash: test "$(ls $(Pipeline.Workspace)/taken)" = deep && test "$(ls $(Pipeline.Workspace)/taken/deep | wc -l)" = 189 && test "$(take.BuildNumber)" = "$(wanted)"
`,
};

test(`an artifact of ${megabytes} MB goes to the next job, and a part of it to another pipeline, in bounded memory`, async context => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), files);
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const runId = await runPipeline(server, pipeline, {});
  const env = { MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
  const create = [
    'pipelines',
    'create',
    'other',
    '--project',
    'Fiber',
    '--repository',
    'cable',
    '--yaml-path',
    'other.yml',
  ];
  assert.equal((await runMillrace(create, env)).code, 0);
  await runPipeline(server, pipeline + 1, { wanted: { value: String(runId) } });
  const { value } = await server.json<{ value: { name: string; resource: { properties: Record<string, string> } }[] }>(
    'GET',
    `Fiber/_apis/build/builds/${runId}/artifacts`,
  );
  assert.deepEqual(
    value.map(({ name }) => name),
    ['drop'],
  );
  const zip = await server.ask('GET', `Fiber/_apis/build/builds/${runId}/artifacts?artifactName=drop&$format=zip`);
  let zipBytes = 0;
  for await (const piece of zip.body ?? []) zipBytes += piece.length;
  assert.ok(zipBytes > megabytes * 1024 * 1024);
  for (const [what, pid] of [
    ['server', server.pid],
    ['agent', await childOf(server.pid)],
  ] as const) {
    const peak = Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);
    context.diagnostic(`the ${what}'s peak: ${Math.round(peak / 1024)} MiB`);
    assert.ok(peak < peakLimitKiB, `the ${what} took ${peak} KiB`);
  }
});

async function childOf(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ')[0]);
}
