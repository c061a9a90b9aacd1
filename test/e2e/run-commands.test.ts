import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Timeline } from '../../src/wire/builds.ts';
import { unzipped } from '../api/support/unzipped.ts';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const yaml = `trigger: none
steps:
- checkout: none
- bash: |
    echo "# All is well" > summary.md
    echo "##vso[task.uploadsummary]$PWD/summary.md"
    echo "##vso[build.updatebuildnumber]renamed.1"
    echo "##vso[build.addbuildtag]shipped"
    echo "##vso[task.logdetail id=0f8fad5b-d9cb-469f-a165-70867728950e;name=unit;type=tests;state=Completed;result=Succeeded]"
    echo details > report.txt && echo "##vso[task.uploadfile]$PWD/report.txt"
    echo tool said >tool.log && echo "##vso[build.uploadlog]$PWD/tool.log"
  displayName: Say it
`;

test('a step renames and tags its run and attaches a summary, through an agent of its own', async () => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const { id } = await server.json<{ id: number }>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
  const run = await eventually(
    () =>
      server.json<{ state: string; name: string; result: string }>(
        'GET',
        `Fiber/_apis/pipelines/${pipeline}/runs/${id}`,
      ),
    each => each.state === 'completed',
  );
  assert.deepEqual([run.name, run.result], ['renamed.1', 'succeeded']);
  const build = await server.json<{ buildNumber: string; tags: string[] }>('GET', `Fiber/_apis/build/builds/${id}`);
  assert.deepEqual([build.buildNumber, build.tags], ['renamed.1', ['shipped']]);
  const { value } = await server.json<{ value: { name: string; _links: { self: { href: string } } }[] }>(
    'GET',
    `Fiber/_apis/build/builds/${id}/attachments/Distributedtask.Core.Summary`,
  );
  assert.deepEqual(
    value.map(({ name }) => name),
    ['summary.md'],
  );
  const path = value[0]?._links.self.href.slice(server.ready.url.length + 1) ?? '';
  assert.equal(await (await server.ask('GET', path)).text(), '# All is well\n');
  const timeline = await server.json<Timeline>('GET', `Fiber/_apis/build/builds/${id}/timeline`);
  assert.ok(!timeline.records.some(({ name }) => name === 'unit'));
  const { details } = timeline.records.find(({ name }) => name === 'Say it') ?? {};
  assert.ok(details);
  const parts = await server.json<Timeline>('GET', details.url.slice(server.ready.url.length + 1));
  assert.deepEqual(
    parts.records.map(({ name, state }) => [name, state]),
    [['unit', 'completed']],
  );
  const zip = await (await server.ask('GET', `Fiber/_apis/build/builds/${id}/logs?$format=zip`)).arrayBuffer();
  const files = await unzipped(Buffer.from(zip));
  assert.equal(files['Job/3_Say it/report.txt'], 'details\n');
  assert.equal(files['Job/3_Say it/CustomToolLog'], 'tool said\n');
  assert.ok('Job/3_Say it.txt' in files);
});
