import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobTokens } from '../../src/api/job-tokens.ts';
import { jobTokenGraceMs } from '../../src/base/limits.ts';
import { basic, organization, World } from './support/world.ts';

function tokensOf({ stores, clock }: World): JobTokens {
  return new JobTokens({ organization, tokens: stores.tokens, clock, key: Buffer.alloc(32, 3) });
}

async function status(world: World, token: string, path = '/_apis/projects'): Promise<number> {
  return (await world.call('GET', path, { authorization: basic(token) })).statusCode;
}

test('a token of a job is the same each time, and another for another job', async () => {
  await using world = await World.open();
  const tokens = tokensOf(world);
  const token = await tokens.issue('a', 'oracle', 60);
  assert.equal(await tokens.issue('a', 'oracle', 60), token);
  assert.notEqual(await tokens.issue('b', 'oracle', 60), token);
});

test('a token of a job allows what a job does, until the job is over', async () => {
  await using world = await World.open();
  const tokens = tokensOf(world);
  const token = await tokens.issue('a', 'oracle', 60);
  assert.equal(await status(world, token), 200);
  assert.equal(await status(world, token, '/oracle/_apis/distributedtask/variablegroups'), 401);
  await tokens.revoke('a');
  await tokens.revoke('a');
  world.clock.at += 60_000;
  assert.equal(await status(world, token), 401);
});

test('a token of a job ends some time after the job must have', async () => {
  await using world = await World.open();
  const token = await tokensOf(world).issue('a', 'oracle', 60);
  world.clock.at += 3_600_000 + jobTokenGraceMs - 1;
  assert.equal(await status(world, token), 200);
  world.clock.at += 1;
  assert.equal(await status(world, token), 401);
});
