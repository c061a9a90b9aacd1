import assert from 'node:assert/strict';
import { constants, createDecipheriv, generateKeyPairSync, type KeyObject, privateDecrypt } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import type { AgentJobRequest } from '../../src/wire/agent-protocol.ts';
import type { Agent } from '../../src/wire/agents.ts';
import { basic, World } from './support/world.ts';

const v = 'api-version=7.1';
const pool = '/_apis/distributedtask/pools/1';

type Registered = {
  readonly agent: Agent;
  readonly privateKey: KeyObject;
  readonly clientId: string;
  readonly address: string;
};

type Opened = {
  readonly sessionId: string;
  readonly encryptionKey: { readonly encrypted: boolean; readonly value: string };
};
type Encrypted = { readonly iv: string; readonly body: string };

/** Registers an agent as the vendor's does: with its public key. */
async function register(world: World, name: string): Promise<Registered> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const base64 = (text: string): string => Buffer.from(text, 'base64url').toString('base64');
  const key = { exponent: base64(e), modulus: base64(n) };
  const body = { name, version: '4.0.0', maxParallelism: 1, authorization: { publicKey: key } };
  const agent = (await world.call('POST', `${pool}/agents?${v}`, { body })).json<Agent>();
  const { clientId = '', authorizationUrl: address = '', publicKey: shown } = agent.authorization ?? {};
  assert.deepEqual(shown, key);
  return { agent, privateKey, clientId, address };
}

function askToken(world: World, assertion: string) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  return world.server.inject({
    method: 'POST',
    url: '/oauth2/token',
    headers: { host: 'localhost:8100', 'content-type': 'application/x-www-form-urlencoded' },
    payload: form.toString(),
  });
}

function assertion(world: World, { clientId, address, privateKey }: Registered, audience = address, lifetimeS = 300) {
  const now = Math.floor(world.clock.now() / 1000);
  const jwt = new SignJWT({}).setProtectedHeader({ alg: 'RS256' }).setIssuer(clientId).setSubject(clientId);
  return jwt
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + lifetimeS)
    .sign(privateKey);
}

async function tokenOf(world: World, registered: Registered): Promise<string> {
  const answer = await askToken(world, await assertion(world, registered));
  const { access_token, token_type, expires_in } = answer.json<Record<string, unknown>>();
  assert.deepEqual([token_type, expires_in], ['bearer', 3000]);
  return String(access_token);
}

function openSession(world: World, name: string, token: string) {
  const body = { ownerName: 'o', agent: { name, version: '4.0.0' } };
  return world.call('POST', `${pool}/sessions?${v}`, { body, authorization: `Bearer ${token}` });
}

test('an agent with a key gets its tokens for it, and messages that only it can read', async () => {
  await using world = await World.open();
  const registered = await register(world, 'keyed');
  assert.equal(registered.address, 'http://localhost:8100/oauth2/token');
  const read = await world.call('GET', `${pool}/agents/${registered.agent.id}`);
  assert.deepEqual(read.json<Agent>().authorization, { clientId: registered.clientId });
  const token = await tokenOf(world, registered);
  const session = (await openSession(world, 'keyed', token)).json<Opened>();
  assert.equal(session.encryptionKey.encrypted, true);
  const key = privateDecrypt(
    { key: registered.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(session.encryptionKey.value, 'base64'),
  );
  await world.queue();
  const path = `${pool}/messages?sessionId=${session.sessionId}`;
  const answer = await world.call('GET', path, { authorization: `Bearer ${token}` });
  const { iv, body } = answer.json<Encrypted>();
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.from(iv, 'base64'));
  const text = Buffer.concat([decipher.update(Buffer.from(body, 'base64')), decipher.final()]).toString();
  assert.equal((JSON.parse(text) as AgentJobRequest).jobDisplayName, 'Job');
});

test('an assertion of another key, for another place or out of date is none', async () => {
  await using world = await World.open();
  const [one, other] = [await register(world, 'one'), await register(world, 'other')];
  for (const wrong of [
    await assertion(world, { ...one, privateKey: other.privateKey }),
    await assertion(world, one, 'http://elsewhere/oauth2/token'),
    await assertion(world, one, one.address, -3600),
    await assertion(world, { ...one, clientId: '0a0a0a0a-0000-4000-8000-000000000001' }),
    'no.jwt.here',
    '',
  ]) {
    const answer = await askToken(world, wrong);
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json<{ error: string }>().error, 'invalid_client');
  }
});

test('a token of an agent is for its own session alone, and ends with the agent', async () => {
  await using world = await World.open();
  const [one, other] = [await register(world, 'one'), await register(world, 'other')];
  const token = await tokenOf(world, one);
  assert.equal((await openSession(world, 'other', token)).statusCode, 401);
  assert.equal((await openSession(world, 'new', token)).statusCode, 401);
  const foreign = (await openSession(world, 'other', await tokenOf(world, other))).json<{ sessionId: string }>();
  const authorization = `Bearer ${token}`;
  const peek = await world.call('GET', `${pool}/messages?sessionId=${foreign.sessionId}`, { authorization });
  assert.equal(peek.statusCode, 401);
  const add = await world.call('POST', `/_apis/distributedtask/pools?${v}`, { body: { name: 'x' }, authorization });
  assert.equal(add.statusCode, 401);
  assert.equal((await world.call('GET', `${pool}/agents`, { authorization })).statusCode, 200);
  await world.call('DELETE', `${pool}/agents/${one.agent.id}?${v}`, { authorization: basic('all') });
  world.clock.at += 60_000;
  assert.equal((await world.call('GET', `${pool}/agents`, { authorization })).statusCode, 401);
});
