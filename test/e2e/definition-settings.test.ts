import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Build } from '../../src/wire/builds.ts';
import type { Definition } from '../../src/wire/definitions.ts';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { finished, logsOf, makeRepository, registerPipeline, runPipeline, start } from './sample-project.ts';

const files = {
  'azure-pipelines.yml': 'trigger: none\nsteps:\n- script: echo "greeting is $(greeting), key is $(key)"\n',
  'second.yml': 'trigger: none\nname: mine.$(Rev:r)\nsteps:\n- script: echo from the second file\n',
  'broken.yml': 'trigger: none\nsteps:\n- script: exit 1\n',
  'token.yml': `trigger: none
steps:
- checkout: none
- script: echo "answered $(curl -s -o /dev/null -w '%{http_code}' -u ":$TOKEN" "$(System.CollectionUri)Other/_apis/pipelines")"
  env: { TOKEN: $(System.AccessToken) }
`,
  'named.yml': `trigger: none
jobs:
- job: open
  pool: { demands: [nothing.has.this] }
  steps: [{ script: echo }]
- job: own
  timeoutInMinutes: 7
  pool: { name: Default, demands: [nothing.has.that] }
  steps: [{ script: echo }]
`,
};

describe('what is set on a definition', () => {
  let server: ServerUnderTest;
  let pipeline: number;
  before(async () => {
    server = await ServerUnderTest.create();
    const folder = await makeRepository(join(server.data, 'repository'), files);
    await server.start();
    pipeline = await registerPipeline(server, folder);
  });
  after(() => server[Symbol.asyncDispose]());

  const read = () => server.json<Definition>('GET', `Fiber/_apis/build/definitions/${pipeline}`);
  const change = async (changes: object) =>
    server.json<Definition>('PUT', `Fiber/_apis/build/definitions/${pipeline}`, { ...(await read()), ...changes });
  const queue = (wishes: object = {}) =>
    server.json<Build>('POST', 'Fiber/_apis/build/builds', { definition: { id: pipeline }, ...wishes });
  const build = (id: number) => server.json<Build>('GET', `Fiber/_apis/build/builds/${id}`);

  test('a linked variable group gives runs its variables, and may be used at once', async () => {
    const group = await server.json<{ id: number }>('POST', 'Fiber/_apis/distributedtask/variablegroups', {
      name: 'words',
      type: 'Vsts',
      variables: { greeting: { value: 'hello' }, key: { value: 'k3y', isSecret: true } },
    });
    const { variableGroups } = await change({ variableGroups: [{ id: group.id }], variables: {} });
    assert.deepEqual(variableGroups, [
      {
        variables: { greeting: { value: 'hello' }, key: { value: null, isSecret: true } },
        type: 'Vsts',
        name: 'words',
        description: '',
        id: group.id,
      },
    ]);
    assert.match(
      await logsOf(server, pipeline, await runPipeline(server, pipeline)),
      /greeting is hello, key is \*\*\*/,
    );
    await change({ variables: { greeting: { value: 'over it' } } });
    assert.match(
      await logsOf(server, pipeline, await runPipeline(server, pipeline)),
      /greeting is over it, key is \*\*\*/,
    );
    const { variableGroups: none } = await change({ variableGroups: [], variables: {} });
    assert.equal(none, undefined);
    assert.match(await logsOf(server, pipeline, await runPipeline(server, pipeline)), /greeting is \$\(greeting\)/);
  });

  test('a group that is not there is refused, and nothing is changed', async () => {
    const before = await read();
    await assert.rejects(change({ variableGroups: [{ id: 999 }] }), /404 .*VariableGroupNotFoundException/);
    assert.deepEqual(await read(), before);
  });

  test('buildNumberFormat numbers runs whose file has no name, and no others', async () => {
    await change({ buildNumberFormat: 'v1.$(Rev:rr)' });
    assert.equal((await queue()).buildNumber, 'v1.01');
    await change({ process: { type: 2, yamlFilename: 'second.yml' } });
    const { id, buildNumber } = await queue();
    assert.equal(buildNumber, 'mine.1');
    await finished(server, pipeline, id);
    assert.match(await logsOf(server, pipeline, id), /from the second file/);
    await change({ process: { type: 2, yamlFilename: 'azure-pipelines.yml' } });
  });

  test('a disabled definition refuses runs; a paused one takes them and starts them once it is enabled', async () => {
    await change({ queueStatus: 'disabled' });
    for (const [path, body] of [
      ['Fiber/_apis/build/builds', { definition: { id: pipeline } }],
      [`Fiber/_apis/pipelines/${pipeline}/runs`, {}],
    ] as const) {
      await assert.rejects(server.ask('POST', path, body), /400 .*DefinitionDisabledException/);
    }
    assert.equal((await change({ queueStatus: 1 })).queueStatus, 'paused');
    const held = await start(server, pipeline);
    const canceled = await start(server, pipeline);
    await server.json('PATCH', `Fiber/_apis/build/builds/${canceled.id}`, { status: 'cancelling' });
    assert.equal((await finished(server, pipeline, canceled.id)).result, 'canceled');
    await server.end('SIGKILL');
    await server.start();
    assert.equal((await build(held.id)).status, 'notStarted');
    await change({ queueStatus: 'enabled' });
    assert.equal((await finished(server, pipeline, held.id)).result, 'succeeded');
  });

  test('queue, demands and the jobs’ times are for what the file leaves open', async () => {
    const pool = await server.json<{ id: number }>('POST', '_apis/distributedtask/pools', { name: 'spare' });
    await server.json('POST', 'Fiber/_apis/distributedtask/queues', { name: 'spare', pool: { id: pool.id } });
    const changed = await change({
      queue: { id: pool.id },
      demands: ['gpu', { name: 'os', value: 'plan9' }],
      jobTimeoutInMinutes: 11,
      jobCancelTimeoutInMinutes: 3,
      process: { type: 2, yamlFilename: 'named.yml' },
    });
    assert.deepEqual(changed.queue?.name, 'spare');
    assert.deepEqual(changed.demands, ['gpu', 'os -equals plan9']);
    assert.deepEqual([changed.jobTimeoutInMinutes, changed.jobCancelTimeoutInMinutes], [11, 3]);
    const run = await queue({ demands: [{ name: 'license', value: null }] });
    assert.equal(run.queue?.name, 'spare');
    type Waiting = { readonly value: readonly { readonly demands: readonly string[] }[] };
    const open = await server.json<Waiting>('GET', `_apis/distributedtask/pools/${pool.id}/jobrequests`);
    assert.deepEqual(
      open.value.map(({ demands }) => demands),
      [['nothing.has.this', 'gpu', 'os -equals plan9', 'license']],
    );
    const own = await server.json<Waiting>('GET', '_apis/distributedtask/pools/1/jobrequests');
    assert.deepEqual(
      own.value.map(({ demands }) => demands),
      [['nothing.has.that']],
    );
    await server.json('PATCH', `Fiber/_apis/build/builds/${run.id}`, { status: 'cancelling' });
    const elsewhere = await queue({ queue: { name: 'default' } });
    assert.equal(elsewhere.queue?.id, 1);
    await server.json('PATCH', `Fiber/_apis/build/builds/${elsewhere.id}`, { status: 'cancelling' });
    await assert.rejects(queue({ queue: { id: 77 } }), /404 .*TaskAgentQueueNotFoundException/);
    await change({ queue: { id: 1 }, demands: [], process: { type: 2, yamlFilename: 'azure-pipelines.yml' } });
  });

  test('a build has the priority and the tags that it is queued with', async () => {
    const last = await queue({ priority: 'low', demands: ['nothing.has.this'] });
    const middle = await queue({ tags: ['nightly', 'nightly'], demands: ['nothing.has.this'] });
    const first = await queue({ priority: 1, demands: ['nothing.has.this'] });
    assert.deepEqual([last.priority, middle.priority, first.priority], ['low', 'normal', 'high']);
    assert.deepEqual(middle.tags, ['nightly']);
    for (const { id } of [last, middle, first])
      await server.json('PATCH', `Fiber/_apis/build/builds/${id}`, { status: 'cancelling' });
  });

  test('another definition’s trigger runs a pipeline after it, and also after a failure where that is enough', async () => {
    const after = async (name: string, requiresSuccessfulBuild: boolean) =>
      server.json<Definition>('POST', 'Fiber/_apis/build/definitions', {
        name,
        process: { type: 2, yamlFilename: 'second.yml' },
        repository: { name: 'cable', type: 'TfsGit' },
        triggers: [{ triggerType: 'buildCompletion', definition: { id: pipeline }, requiresSuccessfulBuild }],
      });
    const [picky, any] = [await after('picky', true), await after('any', false)];
    // Runs that were canceled before may be told of only now.
    const buildsAfter = async (runId: number, { id }: Definition) =>
      (await server.json<{ value: Build[] }>('GET', `Fiber/_apis/build/builds?definitions=${id}`)).value.filter(
        ({ triggerInfo }) => triggerInfo?.pipelineId === `${runId}`,
      );
    await change({ process: { type: 2, yamlFilename: 'broken.yml' } });
    const failed = await queue();
    await finished(server, pipeline, failed.id);
    const [build] = await eventually(
      () => buildsAfter(failed.id, any),
      ({ length }) => length === 1,
    );
    assert.equal(build?.reason, 'buildCompletion');
    const { id, buildNumber, definition } = build?.triggeredByBuild ?? {};
    assert.deepEqual([id, buildNumber, definition?.id], [failed.id, failed.buildNumber, pipeline]);
    await change({ process: { type: 2, yamlFilename: 'azure-pipelines.yml' } });
    const succeeded = await runPipeline(server, pipeline);
    for (const definition of [picky, any]) {
      await eventually(
        () => buildsAfter(succeeded, definition),
        ({ length }) => length === 1,
      );
    }
    assert.deepEqual(await buildsAfter(failed.id, picky), []);
  });

  test('a job’s token counts in other projects where both the project and the definition let it', async () => {
    await server.ask('POST', '_apis/projects', { name: 'Other' }, 202);
    await change({ process: { type: 2, yamlFilename: 'token.yml' }, jobAuthorizationScope: 'projectCollection' });
    const answered = async () =>
      / answered (\d+)/.exec(
        ` ${await logsOf(server, pipeline, await runPipeline(server, pipeline))}`.replaceAll('\n', ' '),
      )?.[1];
    assert.equal(await answered(), '401');
    await server.json('PATCH', 'Fiber/_apis/build/generalsettings', { enforceJobAuthScope: false });
    assert.equal(await answered(), '200');
    await change({ jobAuthorizationScope: 2 });
    assert.equal(await answered(), '401');
    await change({ process: { type: 2, yamlFilename: 'azure-pipelines.yml' } });
  });

  test('a change can say why, and the older badge can be taken away', async () => {
    await change({ comment: 'for the audit', badgeEnabled: false });
    type Revisions = { readonly value: readonly { readonly comment?: string }[] };
    const { value } = await server.json<Revisions>('GET', `Fiber/_apis/build/definitions/${pipeline}/revisions`);
    assert.equal(value.at(-1)?.comment, 'for the audit');
    const older = `_apis/public/build/definitions/Fiber/${pipeline}/badge`;
    await assert.rejects(server.ask('GET', older), /404 .*is not enabled/);
    assert.equal((await change({ badgeEnabled: true })).badgeEnabled, true);
    assert.equal((await server.ask('GET', older)).status, 200);
  });
});
