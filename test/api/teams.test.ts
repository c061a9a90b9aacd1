import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Team } from '../../src/wire/teams.ts';
import { someone, World } from './support/world.ts';

const teams = '/_apis/projects/oracle/teams';
const v = 'api-version=7.1';

const names = async (world: World, path = teams) =>
  (await world.call('GET', path)).json<{ value: Team[] }>().value.map(({ name }) => name);

test('teams are made, changed and deleted; who made one is its member', async () => {
  await using world = await World.open();
  const made = await world.call('POST', `${teams}?${v}`, { body: { name: 'Core', description: 'd' } });
  assert.equal(made.statusCode, 201, made.body);
  const { id, description } = made.json<Team>();
  assert.equal(description, 'd');
  assert.deepEqual(await names(world), ['oracle Team', 'Core']);
  assert.deepEqual(await names(world, '/_apis/teams'), ['oracle Team', 'Core']);
  const members = (await world.call('GET', `${teams}/CORE/members`)).json<{ value: { identity: { id: string } }[] }>();
  assert.deepEqual(
    members.value.map(({ identity }) => identity.id),
    [someone.id],
  );
  assert.equal((await world.call('POST', `${teams}?${v}`, { body: { name: 'core' } })).statusCode, 409);
  assert.equal((await world.call('POST', `${teams}?${v}`, { body: { name: 'a/b' } })).statusCode, 400);
  const renamed = await world.call('PATCH', `${teams}/${id}?${v}`, { body: { name: 'Inner' } });
  assert.deepEqual([renamed.json<Team>().name, renamed.json<Team>().description], ['Inner', 'd']);
  assert.equal((await world.call('DELETE', `${teams}/Inner?${v}`)).statusCode, 204);
  assert.equal((await world.call('DELETE', `${teams}/Inner?${v}`)).statusCode, 404);
  assert.deepEqual(await names(world), ['oracle Team']);
});

test('the default team is described anew, and stays under its name', async () => {
  await using world = await World.open();
  const own = encodeURIComponent('oracle Team');
  const described = await world.call('PATCH', `${teams}/${own}?${v}`, { body: { description: 'All of us' } });
  assert.equal(described.json<Team>().description, 'All of us');
  assert.deepEqual(await names(world), ['oracle Team']);
  assert.equal((await world.call('PATCH', `${teams}/${own}?${v}`, { body: { name: 'x' } })).statusCode, 400);
  assert.equal((await world.call('DELETE', `${teams}/${own}?${v}`)).statusCode, 400);
});

test('a project gets a picture and loses it', async () => {
  await using world = await World.open();
  const avatar = '/_apis/projects/oracle/avatar';
  const png = Buffer.from('89504e470d0a1a0a00', 'hex');
  const set = (image: unknown) => world.call('PUT', `${avatar}?${v}-preview.1`, { body: { image } });
  assert.equal((await world.call('GET', avatar)).statusCode, 404);
  assert.equal((await set(png.toString('base64'))).statusCode, 204);
  const shown = await world.call('GET', avatar);
  assert.deepEqual([shown.headers['content-type'], shown.rawPayload], ['image/png', png]);
  assert.equal((await set([0xff, 0xd8, 0xff, 0xe0])).statusCode, 204);
  assert.equal((await world.call('GET', avatar)).headers['content-type'], 'image/jpeg');
  assert.equal((await set(Buffer.from('<svg onload="x">').toString('base64'))).statusCode, 400);
  assert.equal((await set(Buffer.alloc(300_000, 0x89).toString('base64'))).statusCode, 400);
  assert.equal((await world.call('DELETE', `${avatar}?${v}-preview.1`)).statusCode, 204);
  assert.equal((await world.call('GET', avatar)).statusCode, 404);
});

test('a new secret of an application stands in for the former one, over both of its verbs', async () => {
  await using world = await World.open();
  const { access } = world.services;
  const wish = { name: 'a', description: '', redirectUris: ['https://a.example/back'], scope: 'vso.build' };
  const { application, secret } = await access.applications.register(someone, wish);
  const path = `/_apis/delegatedauth/registrationsecret/${application.id}?${v}`;
  const made = (await world.call('POST', path)).json<{ properties: { secret: string } }>().properties.secret;
  const stands = async (text: string) =>
    access.applications.proves((await access.applications.find(application.id)) ?? application, text);
  assert.deepEqual([await stands(secret), await stands(made)], [false, true]);
  const rotated = (await world.call('PUT', path)).json<{ secret: string; registrationName: string }>();
  assert.deepEqual([rotated.registrationName, await stands(made), await stands(rotated.secret)], ['a', false, true]);
  const none = `/_apis/delegatedauth/registrationsecret/${crypto.randomUUID()}?${v}`;
  for (const verb of ['POST', 'PUT']) assert.equal((await world.call(verb, none)).statusCode, 404);
});
