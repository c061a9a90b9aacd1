import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from './support/world.ts';

test('a server has no controls for tests unless it is told to', async () => {
  await using world = await World.open();
  for (const path of ['clock', 'faults', 'runs', 'pipelines'])
    assert.equal((await world.call('GET', `/_millrace/${path}`)).statusCode, 404, path);
});
