import assert from 'node:assert/strict';
import { test } from 'node:test';
import { badgeImage } from '../../src/api/resources/badge.ts';
import { basic, World } from './support/world.ts';

const status = '/oracle/_apis/build/status';

async function badge(world: World, path: string, authorization: string | null = null): Promise<string> {
  const answer = await world.call('GET', path, { authorization });
  assert.equal(answer.statusCode, 200, answer.body);
  assert.match(String(answer.headers['content-type']), /^image\/svg\+xml/);
  return /<title>(.*?)<\/title>/.exec(answer.body)?.[1] ?? '';
}

test('a badge says how the newest run of a branch went, to anybody', async () => {
  await using world = await World.open();
  assert.equal(await badge(world, `${status}/21`), 'dependencies: never built');
  const { key } = await world.queue();
  await world.finish(key, 'failed');
  await world.queue();
  for (const [path, expected] of [
    [`${status}/21`, 'dependencies: failed'],
    [`${status}/Dependencies`, 'dependencies: failed'],
    [`${status}/team%5Csub%5Cdependencies`, 'dependencies: failed'],
    [`${status}/21?branchName=main`, 'dependencies: failed'],
    [`${status}/21?branchName=other`, 'dependencies: never built'],
    [`${status}/21?label=CI`, 'CI: failed'],
    [`${status}/21?stageName=__default`, 'dependencies: failed'],
    [`${status}/21?stageName=__default&jobName=job`, 'dependencies: failed'],
    [`${status}/21?jobName=Job&configuration=Job`, 'dependencies: failed'],
    [`${status}/21?stageName=none`, 'dependencies: never built'],
    [`/_apis/public/build/definitions/${world.project.id}/21/badge`, 'dependencies: failed'],
  ] as const) {
    assert.equal(await badge(world, path), expected, path);
  }
  assert.equal((await world.call('GET', `${status}/99`)).statusCode, 404);
});

test('badges that are private are shown to who may read builds', async () => {
  await using world = await World.open();
  const body = { statusBadgesArePrivate: true };
  await world.call('PATCH', '/oracle/_apis/build/generalsettings?api-version=7.1', { body });
  await world.addToken('builds', ['vso.build']);
  await world.addToken('code', ['vso.code']);
  assert.equal((await world.call('GET', `${status}/21`, { authorization: null })).statusCode, 401);
  assert.equal((await world.call('GET', `${status}/21`, { authorization: basic('code') })).statusCode, 401);
  assert.equal(await badge(world, `${status}/21`, basic('builds')), 'dependencies: never built');
});

test('a label is text of the image and no markup', () => {
  const image = badgeImage('<script>"&', 'succeeded');
  assert.doesNotMatch(image, /<script>/);
  assert.match(image, /&#60;script&#62;&#34;&#38;: succeeded/);
});
