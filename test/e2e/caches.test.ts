import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertRun, Workshop } from '../tasks/pipeline.ts';
import { ServerUnderTest } from './millrace-process.ts';
import { logsOf, makeRepository, registerPipeline, runPipeline } from './sample-project.ts';

const files = {
  'azure-pipelines.yml': `trigger: none
steps:
- checkout: none
- bash: |
    mkdir -p $(System.DefaultWorkingDirectory) && cd $(System.DefaultWorkingDirectory) && rm -rf packages more
    echo "$(lock)" > package-lock.json
- task: Cache@2
  inputs:
    key: 'npm | "$(Agent.OS)" | package-lock.json'
    restoreKeys: |
      npm | "$(Agent.OS)"
      npm
    path: |
      packages
      $(Pipeline.Workspace)/more
    cacheHitVar: HIT
- bash: echo "hit=$(HIT) packages=$(cat packages/one 2>/dev/null) link=$(readlink packages/bin) more=$(cat $(Pipeline.Workspace)/more/two 2>/dev/null)"
- bash: |
    mkdir -p packages $(Pipeline.Workspace)/more && echo "$(lock)" > packages/one && ln -sfn one packages/bin
    echo "$(lock)" > $(Pipeline.Workspace)/more/two
- bash: exit $(code)
`,
};

test('a cache is saved by a run that went well, and restored by those after it', async () => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), files);
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const run = async (lock: string, code = '0'): Promise<string> => {
    const variables = { lock: { value: lock }, code: { value: code } };
    const id = await runPipeline(server, pipeline, variables, code === '0' ? 'succeeded' : 'failed');
    return logsOf(server, pipeline, id);
  };

  const failed = await run('v1', '1');
  assert.match(failed, /^hit=false packages= link= more=$/m);
  assert.match(failed, /^There is a cache miss\.$/m);
  assert.match(failed, /^Skipping because the job status was not 'Succeeded'\.$/m);

  const first = await run('v1');
  assert.match(first, /^hit=false packages= link= more=$/m);
  assert.match(first, /^Saved item\.$/m);

  const second = await run('v1');
  assert.match(second, /^hit=true packages=v1 link=one more=v1$/m);
  assert.match(second, /^Cache restored\.$/m);
  assert.match(second, /^Cache with fingerprint `npm\|"Linux"\|[^`]*` already exists\.$/m);
  assert.doesNotMatch(second, /Saved item/);

  const third = await run('v2');
  assert.match(third, /^hit=inexact packages=v1 link=one more=v1$/m);
  assert.match(third, /^Entry found at fingerprint: `npm\|"Linux"\|/m);
  assert.match(third, /^Saved item\./m);
  assert.match(await run('v2'), /^hit=true packages=v2 link=one more=v2$/m);
});

test('a later job of a run finds what an earlier one saved, unless a salt sets their keys apart', async () => {
  await using workshop = await Workshop.open();
  const job = (name: string, more: string): string => `
- job: ${name}
  ${more}
  steps:
  - checkout: none
  - task: Cache@2
    inputs: { key: 'things | v1', path: $(Pipeline.Workspace)/things, cacheHitVar: HIT }
  - bash: mkdir -p $(Pipeline.Workspace)/things && echo "${name} hit=$(HIT)"`;
  const run = await workshop.run(
    `jobs:${job('first', 'variables: {}')}${job('second', 'dependsOn: first')}${job(
      'third',
      'dependsOn: first\n  variables: { AZP_CACHING_SALT: other }',
    )}`,
  );
  assertRun(run, 0, /first hit=false$/m, /second hit=true$/m, /third hit=false$/m);
});
