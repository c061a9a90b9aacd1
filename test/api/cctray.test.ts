import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import { organization, World } from './support/world.ts';

const path = '/oracle/_apis/build/cctray.xml';

type Monitored = Readonly<Record<string, string>>;

/** The projects of the feed, as a monitor parses it. */
async function feed(world: World, query = ''): Promise<readonly Monitored[]> {
  const answer = await world.call('GET', `${path}${query}`);
  assert.equal(answer.statusCode, 200, answer.body);
  assert.match(String(answer.headers['content-type']), /^application\/xml/);
  const projects: Monitored[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'Project') projects.push({ ...(attributes as Record<string, string>) });
  });
  parser.write(answer.body).close();
  return projects;
}

test('a monitor sees how the newest run of each pipeline ended, and whether one is under way', async () => {
  await using world = await World.open();
  const webUrl = `http://localhost:8100/fabrikam/${world.project.id}/_build/definition?definitionId=21`;
  const name = 'team\\sub\\dependencies';
  assert.deepEqual(await feed(world), [{ name, activity: 'Sleeping', lastBuildStatus: 'Unknown', webUrl }]);
  const { key } = await world.queue();
  await world.finish(key, 'failed');
  const ended = { lastBuildStatus: 'Failure', lastBuildLabel: '20260812.1', lastBuildTime: '2026-08-12T08:27:17Z' };
  assert.deepEqual(await feed(world), [{ name, activity: 'Sleeping', ...ended, webUrl }]);
  await world.queue();
  assert.deepEqual(await feed(world), [{ name, activity: 'Building', ...ended, webUrl }]);
  const [other] = await feed(world, '?branchName=other');
  assert.deepEqual([other?.activity, other?.lastBuildStatus], ['Sleeping', 'Unknown']);
});

test('names of pipelines are text, whatever is in them', async () => {
  await using world = await World.open();
  const odd = { ...world.pipeline, id: 22, name: `a&b'c d\u0001` };
  await world.stores.catalogue.addPipeline(organization, odd);
  assert.ok((await feed(world)).some(({ name }) => name === `team\\sub\\a&b'c d`));
});

test('projects that are not there, and tokens that may not read builds, get nothing', async () => {
  await using world = await World.open();
  assert.equal((await world.call('GET', path.replace('oracle', 'none'))).statusCode, 404);
  assert.equal((await world.call('GET', path, { authorization: null })).statusCode, 401);
});
