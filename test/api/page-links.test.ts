import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withGit } from './support/git-world.ts';
import { PageVisitor } from './support/page-visitor.ts';
import { deploymentTo } from './support/walk-resources.ts';
import { someone, type World } from './support/world.ts';

const v = 'api-version=7.1';

/** Members that lead people to a page, as an address or as a link. */
const leading = new Set(['web', 'pipeline.web', 'editor', 'webUrl', 'displayUri', 'sourceVersionDisplayUri']);

function* addressesIn(value: unknown, name = ''): Generator<string> {
  if (typeof value === 'string' && leading.has(name)) yield value;
  if (typeof value !== 'object' || value === null) return;
  const { href } = value as { readonly href?: unknown };
  if (typeof href === 'string' && leading.has(name)) yield href;
  for (const [key, member] of Object.entries(value)) yield* addressesIn(member, key);
}

/** The addresses of pages that the answers to some requests have in them. */
async function linksOf(world: World, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const path of paths) {
    const answer = await world.call('GET', path);
    assert.equal(answer.statusCode, 200, `${path}: ${answer.body}`);
    if (String(answer.headers['content-type']).includes('json'))
      for (const address of addressesIn(answer.json())) found.add(address);
    else
      for (const [, address = ''] of answer.body.matchAll(/webUrl="([^"]*)"/g))
        found.add(address.replaceAll('&amp;', '&'));
  }
  return found;
}

/** Each kind of page that is led to. */
const kinds: readonly RegExp[] = [
  /\/_build\/results\?buildId=\d+$/,
  /\/_build\/definition\?definitionId=\d+$/,
  /\/_build\/designer\?id=\d+/,
  /\/fabrikam\/?$/,
  /\/fabrikam\/oracle$/,
  /\/_settings\/agentpools\?/,
  /\/_git\/probe$/,
  /\/_git\/probe\/commit\/[0-9a-f]{40}$/,
  /\/_git\/probe\/pullrequest\/\d+$/,
  /\/builds\/\d+\/sources$/,
];

test('every link of a resource for people leads to a page', () =>
  withGit(async (world, folder) => {
    await folder.commit('Begin', { 'ci/azure-pipelines.yml': 'steps: []\n' });
    const tip = folder.git('rev-parse', 'HEAD');
    folder.git('checkout', '-q', '-b', 'topic');
    await folder.commit('Go on\n\nwith <more>', { a: 'b' });
    const body = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 'A <title>' };
    const pull = await world.call('POST', `/oracle/_apis/git/repositories/probe/pullrequests?${v}`, { body });
    const { pullRequestId } = pull.json<{ pullRequestId: number }>();
    const resource = { type: 'repository', id: `${world.project.id}.${world.repository.id}` };
    const check = { type: { name: 'Approval' }, settings: { approvers: [{ id: someone.id }] }, resource };
    const agent = { name: 'one', version: '4.0.0', systemCapabilities: {} };
    await world.call('POST', `/_apis/distributedtask/pools/1/agents?${v}`, { body: agent });
    const self = { refName: 'refs/heads/main', version: tip };
    const row = await world.queue({ resources: { repositories: { self } } });
    await world.call('POST', `/oracle/_apis/pipelines/checks/configurations?${v}-preview.1`, { body: check });
    await world.queue({ resources: { repositories: { self } } });
    const id = row.key.runId;
    const [collection] = (await world.call('GET', '/_apis/projectCollections')).json<{ value: { id: string }[] }>()
      .value;
    const environment = await world.call('POST', `/oracle/_apis/distributedtask/environments?${v}`, {
      body: { name: 'e' },
    });
    const { id: environmentId } = environment.json<{ id: number }>();
    await world.services.resources.deployments.record(deploymentTo(world, environmentId, id));
    const links = await linksOf(world, [
      `/oracle/_apis/distributedtask/environments/${environmentId}/environmentdeploymentrecords`,
      '/_apis/projects/oracle',
      `/_apis/projectCollections/${collection?.id}`,
      '/oracle/_apis/pipelines',
      '/oracle/_apis/pipelines/21',
      '/oracle/_apis/pipelines/21/runs',
      `/oracle/_apis/pipelines/21/runs/${id}`,
      `/oracle/_apis/build/builds/${id}`,
      `/oracle/_apis/build/builds/${id}/changes`,
      '/oracle/_apis/build/definitions?includeLatestBuilds=true',
      '/oracle/_apis/build/definitions/21',
      '/oracle/_apis/pipelines/approvals',
      '/oracle/_apis/git/repositories',
      '/_apis/distributedtask/pools/1/agents',
      `/oracle/_apis/sourceProviders/TfsGit/pullrequests/${pullRequestId}`,
      '/oracle/_apis/build/cctray.xml',
    ]);
    for (const kind of kinds)
      assert.ok(
        [...links].some(link => kind.test(link)),
        `nothing leads to ${kind}: ${[...links].join(' ')}`,
      );
    const visitor = await PageVisitor.signedIn(world);
    for (const link of links) {
      assert.match(link, /^http:\/\/localhost:8100\/fabrikam/);
      const path = link.replace(/^http:\/\/localhost:8100\/fabrikam/, '');
      // The API's own address of a build's sources takes a token, and leads to the commit.
      const sources = path.endsWith('/sources') ? (await world.call('GET', path)).headers.location : undefined;
      await visitor.open(sources?.replace(/^http:\/\/localhost:8100\/fabrikam/, '') ?? path);
      assert.equal(visitor.status, 200, `${link}: ${visitor.page.slice(-500)}`);
      assert.match(String(visitor.headers['content-type']), /^text\/html/, link);
      assert.match(visitor.page, /<h1>/, link);
    }
    assert.deepEqual(world.faults, []);
  }));

test('sources that are not there are told of, and nothing of them is markup', () =>
  withGit(async (world, folder) => {
    const commit = await folder.commit('<script>alert(1)</script>\n\n<i>more</i>', { 'a <b>': 'b' });
    const visitor = await PageVisitor.signedIn(world);
    for (const path of ['', `/commit/${commit}`, `/commit/${commit.slice(0, 8)}`]) {
      await visitor.open(`/oracle/_git/probe${path}`);
      assert.equal(visitor.status, 200, path);
      assert.match(visitor.page, /&#60;script&#62;/);
      assert.doesNotMatch(visitor.page, /<script>|<i>/);
    }
    for (const path of ['nowhere', `probe/commit/${'0'.repeat(40)}`, 'probe/commit/--all', 'probe/pullrequest/7'])
      assert.equal((await visitor.open(`/oracle/_git/${path}`)).status, 404, path);
    await world.addToken('reader', ['vso.build']);
    const reader = await PageVisitor.signedIn(world, 'reader');
    for (const path of ['/oracle/_git/probe', '/_settings/agentpools'])
      assert.equal((await reader.open(path)).status, 403);
  }));

test('agents are shown with what they do, and jobs with what they wait for', async () => {
  await withGit(async world => {
    const row = await world.queue();
    const visitor = await (await PageVisitor.signedIn(world)).open('/_settings/agentpools?poolId=1');
    assert.match(visitor.page, /The pool has no agents/);
    assert.match(visitor.page, new RegExp(`<h3>Waiting jobs</h3>.*results\\?buildId=${row.key.runId}"`, 's'));
    assert.match((await visitor.open('/_settings/agentpools?poolId=99')).page, /There is no such pool/);
  });
});
