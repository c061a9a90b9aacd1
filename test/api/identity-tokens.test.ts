import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { AgentJobRequest, TaskAgentMessage, TaskAgentSession } from '../../src/wire/agent-protocol.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { basic, organization, World } from './support/world.ts';

const v = 'api-version=7.1';
const pool = '/_apis/distributedtask/pools/1';

/** A job with its agent: its own token, and the path where it asks for tokens. */
async function takenJob(world: World) {
  const { key } = await world.queue();
  const body = { ownerName: 'o', agent: { name: `agent ${key.runId}` } };
  const session = (await world.call('POST', `${pool}/sessions?${v}`, { body })).json<TaskAgentSession>();
  const message = await world.call('GET', `${pool}/messages?sessionId=${session.sessionId}`);
  const job = JSON.parse(message.json<TaskAgentMessage>().body) as AgentJobRequest;
  const uri = job.variables['system.oidcRequestUri']?.value ?? '';
  return {
    job,
    key,
    uri,
    path: uri.slice(uri.indexOf('/', uri.indexOf(organization))),
    token: job.variables['system.accessToken']?.value ?? '',
  };
}

test('a job proves to others which job it is, by keys that they read without a token', async () => {
  await using world = await World.open();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  world.clock.at = Date.now();
  const { token, path, key } = await takenJob(world);
  const issuer = `http://127.0.0.1:${port}/${organization}`;
  const asked = await fetch(`${issuer}${path}?${v}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(asked.status, 200, await asked.clone().text());
  const { oidcToken } = (await asked.json()) as { oidcToken: string };

  const described = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Record<
    string,
    string
  >;
  assert.equal(described.issuer, issuer);
  const keys = createRemoteJWKSet(new URL(described.jwks_uri ?? ''));
  const { payload, protectedHeader } = await jwtVerify(oidcToken, keys, {
    issuer,
    audience: 'api://AzureADTokenExchange',
  });
  assert.equal(protectedHeader.alg, 'RS256');
  const { sub, prj_id, def_id, run_id, rpo_ref, exp = 0, iat = 0 } = payload;
  assert.deepEqual(
    { sub, prj_id, def_id, run_id, rpo_ref, seconds: exp - iat },
    {
      sub: 'p://fabrikam/oracle/dependencies',
      prj_id: world.project.id,
      def_id: '21',
      run_id: String(key.runId),
      rpo_ref: 'refs/heads/main',
      seconds: 600,
    },
  );
});

test('a token for a service connection names it, and only a connection that the pipeline may use', async () => {
  await using world = await World.open();
  const { token, path } = await takenJob(world);
  const projects = [{ projectReference: { id: world.project.id }, name: 'cloud' }];
  const body = {
    name: 'cloud',
    type: 'generic',
    url: 'https://example.com',
    authorization: { scheme: 'UsernamePassword', parameters: {} },
    serviceEndpointProjectReferences: projects,
  };
  const { id } = (await world.call('POST', `/_apis/serviceendpoint/endpoints?${v}`, { body })).json<{ id: string }>();
  const ask = () =>
    world.call('POST', `${path}?serviceConnectionId=${id}&${v}`, { body: {}, authorization: basic(token) });
  const { oidcToken } = (await ask()).json<{ oidcToken: string }>();
  const [, payload = ''] = oidcToken.split('.');
  assert.equal(JSON.parse(Buffer.from(payload, 'base64url').toString()).sub, 'sc://fabrikam/oracle/cloud');
  const closed = { pipelines: [{ id: 99, authorized: true }] };
  await world.call('PATCH', `/oracle/_apis/pipelines/pipelinePermissions/endpoint/${id}?${v}-preview`, {
    body: closed,
  });
  const refused = await ask();
  assert.equal(refused.statusCode, 404);
  assert.equal(refused.json<ErrorEnvelope>().typeKey, 'ServiceEndpointNotFoundException');
});

test('nobody is given the token of a job but the job itself, while it runs', async () => {
  await using world = await World.open();
  const first = await takenJob(world);
  const second = await takenJob(world);
  const statusOf = async (path: string, token: string) =>
    (await world.call('POST', `${path}?${v}`, { body: {}, authorization: basic(token) })).statusCode;
  assert.equal(await statusOf(first.path, first.token), 200);
  assert.equal(await statusOf(first.path, second.token), 401);
  assert.equal(await statusOf(first.path, 'all'), 401);
  assert.equal(await statusOf(first.path.replace(first.job.jobId, second.job.jobId), first.token), 401);
  const none = first.path.replace(first.job.plan.planId, '6a3e4b1c-0000-4000-8000-00000000000b');
  assert.equal(await statusOf(none, first.token), 404);
  await world.finish(first.key, 'succeeded');
  world.clock.at += 60_000;
  assert.equal(await statusOf(first.path, first.token), 401);
});

test('the key is made once and kept sealed', async () => {
  await using world = await World.open();
  const keys = () => world.call('GET', '/.well-known/jwks', { authorization: null });
  const [a, b] = await Promise.all([keys(), keys()]);
  assert.equal(a?.body, b?.body);
  const [document] = await world.stores.documents.list({ organization, kind: 'identityKey', top: 2 });
  assert.ok(!JSON.stringify(document).includes('PRIVATE KEY'));
});
