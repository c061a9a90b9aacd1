import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'manual', 'resources.md');

type List = { readonly value: readonly { readonly id: string; readonly result?: string }[] };
type Run = { readonly id: number; readonly state: string; readonly result?: string };

/** The blocks of a language in the page, in order. */
function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);
}

async function send(server: ServerUnderTest, block: string, values: Readonly<Record<string, string>>): Promise<List> {
  const filled = block.replace(/\{(me|approval)\}/g, (_, name: string) => values[name] ?? '');
  const [line = '', ...body] = filled.trim().split('\n');
  const [method = '', path = ''] = line.split(' ');
  const { url, token } = server.ready;
  const answer = await fetch(`${url}/${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body.length === 0 ? {} : { body: body.join('\n') }),
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, `${line}: ${text}`);
  return JSON.parse(text) as List;
}

test('the requests of the manual make the pipeline of the manual wait and go on', async () => {
  const text = await readFile(page, 'utf8');
  const [yaml = ''] = blocks(text, 'yaml');
  const [group = '', environment = '', check = '', pending = '', approve = '', history = '', ...others] = blocks(
    text,
    'http',
  );
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const { authenticatedUser } = await server.json<{ authenticatedUser: { id: string } }>('GET', '_apis/connectionData');
  const me = authenticatedUser.id;
  for (const request of [group, environment, check]) await send(server, request, { me });
  const { id } = await server.json<Run>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
  const waiting = await eventually(
    () => send(server, pending, {}),
    ({ value }) => value.length === 1,
  );
  await send(server, approve, { approval: waiting.value[0]?.id ?? '' });
  const run = await eventually(
    () => server.json<Run>('GET', `Fiber/_apis/pipelines/${pipeline}/runs/${id}`),
    ({ state }) => state === 'completed',
  );
  assert.equal(run.result, 'succeeded');
  const records = await eventually(
    () => send(server, history, {}),
    ({ value }) => value[0]?.result !== undefined,
  );
  assert.equal(records.value[0]?.result, 'succeeded');
  for (const other of others) await send(server, other, { me });
  const checks = await server.json<{ count: number }>('GET', 'Fiber/_apis/pipelines/checks/configurations');
  assert.equal(checks.count, 1 + others.length);
});
