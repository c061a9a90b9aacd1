import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { Definition, DefinitionFolder, DefinitionRevision } from '../../src/wire/definitions.ts';
import { base, organization, someone, World } from './support/world.ts';

const definitions = '/oracle/_apis/build/definitions';
const v = 'api-version=7.1-preview';
type List<T> = { readonly count: number; readonly value: readonly T[] };

function body(world: World, changes: object = {}) {
  const repository = { id: world.repository.id, type: 'tfsgit' };
  return { name: 'made', process: { type: 2, yamlFilename: '/ci/a.yml' }, repository, ...changes };
}

async function create(world: World, changes: object = {}): Promise<Definition> {
  return (await world.call('POST', `${definitions}?${v}`, { body: body(world, changes) })).json<Definition>();
}

describe('a definition', () => {
  test('is the pipeline that the Pipelines area shows', async () => {
    await using world = await World.open();
    const made = await create(world, { path: 'team' });
    const { name, path, revision, process, repository, queue } = made;
    assert.deepEqual(
      { name, path, revision, process },
      {
        name: 'made',
        path: '\\team',
        revision: 1,
        process: { yamlFilename: 'ci/a.yml', type: 2 },
      },
    );
    assert.equal(repository?.defaultBranch, 'refs/heads/main');
    const url = `${base}/_apis/build/Queues/1`;
    const shown = { _links: { self: { href: url } }, id: 1, name: 'Default', url, pool: { id: 1, name: 'Default' } };
    assert.deepEqual(queue, shown);
    assert.deepEqual((await world.call('GET', '/_apis/build/Queues/1')).json(), shown);
    assert.deepEqual((await world.call('GET', '/_apis/build/Queues?name=default')).json(), {
      count: 1,
      value: [shown],
    });
    assert.equal((await world.call('GET', '/_apis/build/Queues/99')).statusCode, 404);
    const pipeline = await world.call('GET', `/oracle/_apis/pipelines/${made.id}`);
    assert.equal(pipeline.json<{ configuration: { path: string } }>().configuration.path, 'ci/a.yml');
    assert.deepEqual((await world.call('GET', `${definitions}/${made.id}`)).json(), made);
  });

  test('keeps a secret that comes back as null, and never shows it', async () => {
    await using world = await World.open();
    const variables = { key: { value: 's3cret', isSecret: true }, plain: { value: 'x', allowOverride: true } };
    const made = await create(world, { variables });
    const shown = { key: { value: null, isSecret: true }, plain: { value: 'x', allowOverride: true } };
    assert.deepEqual(made.variables, shown);
    const answer = await world.call('PUT', `${definitions}/${made.id}?${v}`, { body: made });
    assert.deepEqual(answer.json<Definition>().variables, shown);
    const stored = await world.stores.catalogue.pipeline(organization, world.project.id, made.id);
    const sealed = stored?.settings?.variables?.key?.value ?? '';
    assert.doesNotMatch(JSON.stringify(stored), /s3cret/);
    assert.equal(world.services.secrets.open(sealed), 's3cret');
  });

  test('a changed secret is the new one, a variable that is left out is gone', async () => {
    await using world = await World.open();
    const made = await create(world, { variables: { key: { value: 'old', isSecret: true }, plain: { value: 'x' } } });
    const changed = { ...made, variables: { key: { value: 'new', isSecret: true } } };
    await world.call('PUT', `${definitions}/${made.id}?${v}`, { body: changed });
    const stored = await world.stores.catalogue.pipeline(organization, world.project.id, made.id);
    assert.deepEqual(Object.keys(stored?.settings?.variables ?? {}), ['key']);
    assert.equal(world.services.secrets.open(stored?.settings?.variables?.key?.value ?? ''), 'new');
  });

  test('triggers come back as they were sent', async () => {
    await using world = await World.open();
    const scheduleJobId = '0a0a0a0a-0000-4000-8000-000000000001';
    const triggers = [
      { triggerType: 'continuousIntegration', settingsSourceType: 2 },
      {
        triggerType: 64,
        branchFilters: ['+main'],
        forks: { enabled: true },
        isCommentRequiredForPullRequest: true,
        requireCommentsForNonTeamMembersOnly: true,
      },
      {
        triggerType: 'schedule',
        schedules: [{ daysToBuild: 5, startHours: 3, branchFilters: ['+main'], scheduleJobId }],
      },
      { triggerType: 'buildCompletion', definition: { id: 21, name: 'other' }, requiresSuccessfulBuild: true },
    ];
    assert.deepEqual((await create(world, { triggers })).triggers, [
      {
        branchFilters: [],
        pathFilters: [],
        settingsSourceType: 2,
        batchChanges: false,
        maxConcurrentBuildsPerBranch: 1,
        triggerType: 'continuousIntegration',
      },
      {
        branchFilters: ['+main'],
        pathFilters: [],
        settingsSourceType: 1,
        forks: { enabled: true, allowSecrets: false },
        isCommentRequiredForPullRequest: true,
        requireCommentsForNonTeamMembersOnly: true,
        triggerType: 'pullRequest',
      },
      {
        schedules: [
          {
            branchFilters: ['+main'],
            timeZoneId: 'UTC',
            startHours: 3,
            startMinutes: 0,
            daysToBuild: 'monday, wednesday',
            scheduleJobId,
            scheduleOnlyWithChanges: false,
          },
        ],
        triggerType: 'schedule',
      },
      { definition: { id: 21 }, requiresSuccessfulBuild: true, branchFilters: [], triggerType: 'buildCompletion' },
    ]);
    const nameless = body(world, { name: 'x', triggers: [{ triggerType: 'buildCompletion' }] });
    assert.equal((await world.call('POST', `${definitions}?${v}`, { body: nameless })).statusCode, 400);
  });

  test('has a history, and can be read as it was', async () => {
    await using world = await World.open();
    const made = await create(world, { description: 'first' });
    await world.call('PUT', `${definitions}/${made.id}?${v}`, { body: { ...made, description: 'second' } });
    const listed = (await world.call('GET', `${definitions}/${made.id}/revisions`)).json<List<DefinitionRevision>>();
    assert.deepEqual(
      listed.value.map(({ revision, changeType }) => [revision, changeType]),
      [
        [1, 'add'],
        [2, 'update'],
      ],
    );
    const former = await world.call('GET', `${definitions}/${made.id}?revision=1`);
    assert.equal(former.json<Definition>().description, 'first');
    assert.equal((await world.call('GET', `${definitions}/${made.id}?revision=3`)).statusCode, 404);
  });

  test('that is removed is gone', async () => {
    await using world = await World.open();
    const { id } = await create(world);
    const answer = await world.call('DELETE', `${definitions}/${id}?${v}`);
    assert.deepEqual([answer.statusCode, answer.body], [204, '']);
    const missing = await world.call('GET', `${definitions}/${id}`);
    assert.equal(missing.statusCode, 404);
    assert.equal(missing.json<ErrorEnvelope>().typeKey, 'DefinitionNotFoundException');
  });
});

test('what a definition may not be is refused, and nothing is written', async () => {
  await using world = await World.open();
  const made = await create(world);
  const put = `${definitions}/${made.id}?${v}`;
  const refusals: readonly (readonly [string, string, object, number, string])[] = [
    ['POST', `${definitions}?${v}`, body(world), 409, 'DefinitionExistsException'],
    ['POST', `${definitions}?${v}`, body(world, { name: 'a/b' }), 400, 'ArgumentException'],
    ['POST', `${definitions}?${v}`, body(world, { process: { type: 2 } }), 400, 'ArgumentException'],
    ['POST', `${definitions}?${v}`, body(world, { repository: {} }), 404, 'GitRepositoryNotFoundException'],
    [
      'POST',
      `${definitions}?${v}`,
      body(world, { name: 'n', triggers: [{ triggerType: 16 }] }),
      400,
      'ArgumentException',
    ],
    ['PUT', put, { ...made, revision: 9 }, 409, 'InvalidDefinitionException'],
    ['PUT', put, { ...made, name: 'dependencies', path: '\\team\\sub' }, 409, 'DefinitionExistsException'],
  ];
  for (const [verb, path, given, status, typeKey] of refusals) {
    const answer = await world.call(verb, path, { body: given });
    assert.deepEqual([answer.statusCode, answer.json<ErrorEnvelope>().typeKey], [status, typeKey], answer.body);
  }
  const all = await world.stores.catalogue.pipelines(organization, world.project.id);
  assert.deepEqual(
    all.map(({ name, revision }) => [name, revision]),
    [
      ['dependencies', 1],
      ['made', 1],
    ],
  );
});

test('the list of definitions is filtered, ordered and paged', async () => {
  await using world = await World.open();
  for (const name of ['beta', 'alpha', 'Gamma'])
    await create(world, { name, path: name === 'alpha' ? '\\team' : '\\' });
  const names = async (query: string): Promise<string> => {
    const answer = await world.call('GET', `${definitions}?${query}`);
    return answer
      .json<List<Definition>>()
      .value.map(({ name }) => name)
      .join();
  };
  const id = world.repository.id;
  for (const [query, expected] of [
    ['', 'alpha,beta,dependencies,Gamma'],
    ['name=ALPHA', 'alpha'],
    ['name=*a', 'alpha,beta,Gamma'],
    ['name=a.*', ''],
    ['path=%5Cteam', 'alpha'],
    ['definitionIds=21', 'dependencies'],
    [`repositoryId=${id}&repositoryType=TfsGit`, 'alpha,beta,dependencies,Gamma'],
    ['repositoryId=x', ''],
    ['yamlFilename=ci/azure-pipelines.yml', 'dependencies'],
    ['queryOrder=definitionNameDescending', 'Gamma,dependencies,beta,alpha'],
    ['queryOrder=4&$top=1', 'Gamma'],
    ['$top=2', 'alpha,beta'],
    ['$top=2&continuationToken=2', 'dependencies,Gamma'],
  ] as const)
    assert.equal(await names(query), expected, query);
  const page = await world.call('GET', `${definitions}?$top=2`);
  assert.equal(page.headers['x-ms-continuationtoken'], '2');
  assert.equal((await world.call('GET', definitions)).headers['x-ms-continuationtoken'], undefined);
  const [first] = page.json<List<Definition>>().value;
  assert.equal(first?.process, undefined);
  const [whole] = (await world.call('GET', `${definitions}?includeAllProperties=true`)).json<List<Definition>>().value;
  assert.equal(whole?.process?.yamlFilename, 'ci/a.yml');
});

describe('folders of definitions', () => {
  const folders = '/oracle/_apis/build/folders';
  const listed = async (world: World, below = ''): Promise<readonly string[]> =>
    (await world.call('GET', `${folders}${below}`)).json<List<DefinitionFolder>>().value.map(({ path }) => path);

  test('are those that were made and those that pipelines are in, with all above them', async () => {
    await using world = await World.open();
    assert.deepEqual(await listed(world), ['\\', '\\team', '\\team\\sub']);
    await world.call('PUT', `${folders}/%5Cother%5Cinner?${v}`, { body: { description: 'd' } });
    assert.deepEqual(await listed(world), ['\\', '\\other', '\\other\\inner', '\\team', '\\team\\sub']);
    assert.deepEqual(await listed(world, '/%5CTEAM'), ['\\team', '\\team\\sub']);
    const again = await world.call('PUT', `${folders}/%5Cother%5Cinner?${v}`, { body: {} });
    assert.equal(again.statusCode, 409);
  });

  test('move with the pipelines in them', async () => {
    await using world = await World.open();
    await world.call('POST', `${folders}/%5Cteam?${v}`, { body: { path: '\\crew', description: 'All' } });
    assert.deepEqual(await listed(world), ['\\', '\\crew', '\\crew\\sub']);
    const moved = await world.call('GET', `${definitions}/21`);
    assert.deepEqual([moved.json<Definition>().path, moved.json<Definition>().revision], ['\\crew\\sub', 2]);
  });

  test('are removed with the pipelines in them; the root stays', async () => {
    await using world = await World.open();
    assert.equal((await world.call('DELETE', `${folders}/%5Cteam?${v}`)).statusCode, 204);
    assert.deepEqual(await listed(world), ['\\']);
    assert.equal((await world.call('GET', `${definitions}/21`)).statusCode, 404);
    for (const path of ['', '/%5C', '/%5Cteam'])
      assert.equal((await world.call('DELETE', `${folders}${path}?${v}`)).statusCode, 404);
    assert.equal((await world.call('PATCH', `${definitions}/21?deleted=false&${v}`)).statusCode, 200);
  });

  test('are not removed with a pipeline whose runs are kept', async () => {
    await using world = await World.open();
    const { key } = await world.queue();
    await world.call('PATCH', `/oracle/_apis/build/builds/${key.runId}?${v}`, { body: { keepForever: true } });
    const twin = { ...world.pipeline, id: 20, name: 'twin' };
    await world.stores.catalogue.addPipeline(organization, twin);
    assert.equal((await world.call('DELETE', `${folders}/%5Cteam?${v}`)).statusCode, 409);
    assert.deepEqual(await listed(world), ['\\', '\\team', '\\team\\sub']);
    for (const id of [20, 21]) assert.equal((await world.call('GET', `${definitions}/${id}`)).statusCode, 200);
  });
});

test('a definition is made of another one, or of a former revision of it', async () => {
  await using world = await World.open();
  const variables = { key: { value: 's3cret', isSecret: true } };
  const made = await create(world, { variables, description: 'first' });
  const change = { ...made, description: 'second' };
  await world.call('PUT', `${definitions}/${made.id}?${v}`, { body: change });
  const clone = async (query: string, name: string): Promise<Definition> => {
    const path = `${definitions}?definitionToCloneId=${made.id}&${query}${v}`;
    return (await world.call('POST', path, { body: { name } })).json<Definition>();
  };
  const newest = await clone('', 'newest');
  assert.deepEqual([newest.description, newest.revision, newest.process], ['second', 1, made.process]);
  assert.equal((await clone('definitionToCloneRevision=1&', 'former')).description, 'first');
  const stored = await world.stores.catalogue.pipeline(organization, world.project.id, newest.id);
  assert.equal(world.services.secrets.open(stored?.settings?.variables?.key?.value ?? ''), 's3cret');
  const missing = await world.call('POST', `${definitions}?definitionToCloneId=999&${v}`, { body: { name: 'x' } });
  assert.equal(missing.statusCode, 404);
});

test('definitions are asked for by whether they were built since a time, and show their latest builds', async () => {
  await using world = await World.open();
  const made = await create(world);
  const { key } = await world.queue();
  const ids = async (query: string): Promise<number[]> =>
    (await world.call('GET', `${definitions}?${query}`)).json<List<Definition>>().value.map(({ id }) => id);
  const [before, after] = ['2026-08-12T08:00:00Z', '2026-08-12T09:00:00Z'];
  assert.deepEqual(await ids(`builtAfter=${before}`), [21]);
  assert.deepEqual(await ids(`builtAfter=${after}`), []);
  assert.deepEqual(await ids(`notBuiltAfter=${before}`), [made.id]);
  assert.deepEqual((await ids(`notBuiltAfter=${after}`)).toSorted(), [21, made.id].toSorted());
  const shown = await world.call('GET', `${definitions}/21?includeLatestBuilds=true`);
  assert.equal(shown.json<Definition>().latestBuild?.id, key.runId);
});

test('a pipeline of the Pipelines area is a definition of who made it', async () => {
  await using world = await World.open();
  world.clock.at += 60_000;
  const configuration = {
    type: 'yaml',
    path: '/b.yml',
    repository: { id: world.repository.id, type: 'azureReposGit' },
  };
  const made = await world.call('POST', `/oracle/_apis/pipelines?${v}`, { body: { name: 'b', configuration } });
  const { id } = made.json<{ id: number }>();
  const { authoredBy, createdDate } = (await world.call('GET', `${definitions}/${id}`)).json<Definition>();
  assert.equal(authoredBy.displayName, someone.displayName);
  assert.equal(createdDate, new Date(world.clock.at).toISOString().replace('0Z', 'Z'));
});
