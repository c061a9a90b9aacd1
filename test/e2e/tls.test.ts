import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { certificate } from '../api/support/certificate.ts';
import { eventually, runMillrace, ServerUnderTest } from './millrace-process.ts';

async function statusOver(url: string, token: string): Promise<{ readonly status: number; readonly text: string }> {
  const authorization = `Basic ${Buffer.from(`:${token}`).toString('base64')}`;
  const request = get(url, { ca: certificate.cert, headers: { authorization }, agent: false });
  const [response] = await once(request, 'response');
  let text = '';
  for await (const piece of response) text += String(piece);
  return { status: response.statusCode, text };
}

test('a server with a certificate serves over TLS, and its own agent is there', async () => {
  const server = await ServerUnderTest.create();
  await using scope = server;
  const [cert, key] = [join(scope.data, 'c.pem'), join(scope.data, 'k.pem')];
  await writeFile(cert, certificate.cert);
  await writeFile(key, certificate.key);
  await using tls = new ServerUnderTest(scope.data, ['--tls-cert', cert, '--tls-key', key]);
  await tls.start();
  const { url, token } = tls.ready;
  assert.match(url, /^https:\/\/127\.0\.0\.1:/);
  const agents = `${url}/_apis/distributedtask/pools/1/agents?api-version=7.1`;
  const { text } = await eventually(
    () => statusOver(agents, token),
    ({ text: answer }) => (JSON.parse(answer) as { count: number }).count > 0,
  );
  assert.match(text, /"name"/);
});

test('files that are no certificate are told in one line', async () => {
  await using server = await ServerUnderTest.create();
  const [cert, key] = [join(server.data, 'c.pem'), join(server.data, 'k.pem')];
  const serve = ['serve', '--port', '0', '--data', join(server.data, 'd'), '--tls-cert', cert, '--tls-key', key];
  const missing = await runMillrace(serve);
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /^millrace: .*c\.pem can't be read/);
  await writeFile(cert, certificate.cert);
  await writeFile(key, 'nonsense');
  const broken = await runMillrace(serve);
  assert.equal(broken.code, 1);
  assert.match(broken.stderr, /^millrace: The files of --tls-cert and --tls-key must be PEM/);
});
