import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const lineCount = 200_000;
const secret = 'tr0ub4dor-and-3';

/** The server's resident memory may reach this, whatever a log's length; an idle server has about half of it. In KiB. */
const peakLimitKiB = 400 * 1024;

const yaml = `trigger: none
steps:
- checkout: none
- bash: |
    for ((i = 1; i <= ${lineCount}; i++)); do echo "line $i of many, with some text to make it as long as lines are"; done
    last=3; printf 'split tr0ub4d'; sleep 0.3; printf "or-and-$last end\\n"
    echo "whole $(password) end"
`;

test(`${lineCount} lines are complete, in order and masked, and the server's memory stays bounded`, async context => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const body = { variables: { password: { value: secret, isSecret: true } } };
  const { id } = await server.json<{ id: number }>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, body);
  const run = await eventually(
    () =>
      server.json<{ state: string; result: string; variables: unknown }>(
        'GET',
        `Fiber/_apis/pipelines/${pipeline}/runs/${id}`,
      ),
    each => each.state === 'completed',
  );
  assert.equal(run.result, 'succeeded');
  assert.ok(!JSON.stringify(run).includes(secret));
  await checkLog(server, pipeline, id);
  const peak = await server.peakKiB();
  context.diagnostic(`the server's peak: ${Math.round(peak / 1024)} MiB`);
  assert.ok(peak < peakLimitKiB, `the server took ${peak} KiB`);
});

async function checkLog(server: ServerUnderTest, pipeline: number, id: number): Promise<void> {
  const { logs } = await server.json<{ logs: { id: number; lineCount: number }[] }>(
    'GET',
    `Fiber/_apis/pipelines/${pipeline}/runs/${id}/logs`,
  );
  const texts: string[] = [];
  for (const log of logs)
    texts.push(await (await server.ask('GET', `Fiber/_apis/build/builds/${id}/logs/${log.id}`)).text());
  for (const text of texts) assert.ok(!text.includes(secret) && !text.includes('or-and-3'), 'a secret is in a log');
  const stepLogs = texts.filter(
    text => text.includes('##[section]Starting: Bash') && !text.includes('##[section]Starting: Job'),
  );
  const lines = stepLogs.join('').split('\n');
  const printed = lines
    .filter(line => / line \d+ of many/.test(line))
    .map(line => Number(/ line (\d+) of many/.exec(line)?.[1]));
  assert.equal(printed.length, lineCount);
  assert.ok(
    printed.every((number, index) => number === index + 1),
    'lines are out of order',
  );
  assert.ok(lines.some(line => line.endsWith(' split *** end')));
  assert.ok(lines.some(line => line.endsWith(' whole *** end')));
}
