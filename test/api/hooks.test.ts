import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hookAttempts, hookProbationRetries } from '../../src/base/limits.ts';
import type { HookAnswer, HookRequest } from '../../src/hooks/ports.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { HookNotification, HookSubscription } from '../../src/wire/hooks.ts';
import { base, World } from './support/world.ts';

const hooks = '/_apis/hooks';
const subscriptions = `${hooks}/subscriptions`;

const draft = {
  publisherId: 'pipelines',
  eventType: 'ms.vss-pipelines.run-state-changed-event',
  resourceVersion: '5.1-preview.1',
  consumerId: 'webHooks',
  consumerActionId: 'httpRequest',
  publisherInputs: {} as Record<string, string>,
  consumerInputs: { url: 'https://receiver.example.com/hook' } as Record<string, string>,
};

type Draft = Partial<typeof draft>;

type Asked = Parameters<World['call']>[2];

/** As `World.call`, with a version: writes are refused without one. */
function ask(world: World, method: string, path: string, asked?: Asked): ReturnType<World['call']> {
  return world.call(method, `${path}${path.includes('?') ? '&' : '?'}api-version=7.1`, asked);
}

/** A world in which hooks are heard, with what came, newest last. */
async function listen(answer: () => HookAnswer = () => ok): Promise<{ world: World; came: HookRequest[] }> {
  const world = await World.open();
  const came: HookRequest[] = [];
  world.receiver = async request => {
    came.push(request);
    return answer();
  };
  return { world, came };
}

const ok = { kind: 'answered', status: 200, reason: 'OK', headers: '', body: 'thanks' } as const satisfies HookAnswer;

function status(code: number): HookAnswer {
  return { ...ok, status: code, reason: 'No' };
}

async function subscribe(world: World, changes: Draft = {}): Promise<HookSubscription> {
  const answer = await ask(world, 'POST', subscriptions, { body: { ...draft, ...changes } });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<HookSubscription>();
}

function bodies(came: readonly HookRequest[]): Record<string, unknown>[] {
  return came.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

function texts(came: readonly HookRequest[]): string[] {
  return bodies(came).map(({ message }) => (message as { text: string }).text);
}

test('a subscription is answered with what the service adds, and is read, replaced and removed', async () => {
  await using world = await World.open();
  const made = await subscribe(world, { publisherInputs: { projectId: world.project.id, runResultId: 'Failed' } });
  assert.equal(made.url, `${base}${subscriptions}/${made.id}`);
  assert.equal(made.status, 'enabled');
  assert.equal(made.eventDescription, 'Result Failed');
  assert.equal(made.actionDescription, 'To host receiver.example.com');
  assert.equal(made.publisherInputs.tfsSubscriptionId, made.id);
  assert.equal(made.createdBy.displayName, 'Some One');
  assert.deepEqual((await ask(world, 'GET', `${subscriptions}/${made.id}`)).json(), made);
  const listed = await ask(world, 'GET', `${subscriptions}?publisherId=pipelines&consumerId=WEBHOOKS`);
  assert.deepEqual(listed.json<{ value: HookSubscription[] }>().value, [made]);
  const none = await ask(world, 'GET', `${subscriptions}?eventType=build.complete`);
  assert.equal(none.json<{ count: number }>().count, 0);
  const changed = await ask(world, 'PUT', `${subscriptions}/${made.id}`, {
    body: { ...made, status: 'disabledByUser' },
  });
  assert.equal(changed.json<HookSubscription>().status, 'disabledByUser');
  assert.equal((await ask(world, 'DELETE', `${subscriptions}/${made.id}`)).statusCode, 204);
  const gone = await ask(world, 'GET', `${subscriptions}/${made.id}`);
  assert.equal(gone.statusCode, 404);
  assert.equal(gone.json<ErrorEnvelope>().typeKey, 'SubscriptionNotFoundException');
});

const refused: Readonly<Record<string, Draft>> = {
  'a filter that is not known': { publisherInputs: { runStatus: 'Completed' } },
  'a filter with a value that it has not': { publisherInputs: { runStateId: 'Finished' } },
  'no address': { consumerInputs: {} },
  'an address that is none of the web': { consumerInputs: { url: 'file:///etc/passwd' } },
  'an address with a password in it': { consumerInputs: { url: 'https://me:secret@example.com/' } },
  'a header that is none': { consumerInputs: { ...draft.consumerInputs, httpHeaders: 'no colon' } },
  'a header that a request sets itself': { consumerInputs: { ...draft.consumerInputs, httpHeaders: 'Host: other' } },
  'a version that there is not': { resourceVersion: '9.9' },
};

for (const [what, changes] of Object.entries(refused)) {
  test(`a subscription with ${what} is refused with 400`, async () => {
    await using world = await World.open();
    const answer = await ask(world, 'POST', subscriptions, { body: { ...draft, ...changes } });
    assert.equal(answer.statusCode, 400, answer.body);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'SubscriptionInputException');
  });
}

test('a run is told from its beginning to its end, in the shape that receivers of the service read', async () => {
  const { world, came } = await listen();
  await using _ = world;
  const { id } = await subscribe(world);
  const row = await world.queue();
  await world.tellHooks();
  await world.finish(row.key, 'succeeded');
  await world.tellHooks();
  assert.deepEqual(texts(came), [`Run ${row.name} in progress.`, `Run ${row.name} succeeded.`]);
  const [first = {}, last = {}] = bodies(came);
  assert.deepEqual(Object.keys(first), [
    'subscriptionId',
    'notificationId',
    'id',
    'eventType',
    'publisherId',
    'message',
    'detailedMessage',
    'resource',
    'resourceVersion',
    'resourceContainers',
    'createdDate',
  ]);
  assert.deepEqual([first.subscriptionId, first.notificationId, last.notificationId], [id, 1, 2]);
  const web = `${base}/${world.project.id}/_build/results?buildId=${row.key.runId}`;
  assert.deepEqual(first.message, {
    text: `Run ${row.name} in progress.`,
    html: `Run <a href="${web}">${row.name}</a> in progress.`,
    markdown: `Run [${row.name}](${web}) in progress.`,
  });
  const resource = first.resource as Record<string, unknown>;
  assert.deepEqual(Object.keys(resource), [
    'projectId',
    'run',
    'pipeline',
    'stages',
    'requestedBy',
    'requestedFor',
    'queue',
    'runId',
    'runUrl',
    'repositories',
  ]);
  assert.equal((resource.run as { state: string }).state, 'inProgress');
  const run = (last.resource as { run: { state: string; result: string } }).run;
  assert.deepEqual([run.state, run.result], ['completed', 'succeeded']);
  assert.equal(came[0]?.headers['x-millrace-delivery'], first.id);
  assert.notEqual(first.id, last.id);
});

test('stages and jobs are told with their states, results and times', async () => {
  const { world, came } = await listen();
  await using _ = world;
  await subscribe(world, { eventType: 'ms.vss-pipelines.stage-state-changed-event' });
  await subscribe(world, { eventType: 'ms.vss-pipelines.job-state-changed-event' });
  const row = await world.queue();
  await world.finish(row.key, 'failed');
  await world.tellHooks();
  const told = (bodies(came) as unknown as { resource: Record<'stage' | 'job', Record<string, string>> }[])
    .map(({ resource: { job, stage } }) =>
      job === undefined ? `stage ${stage.state} ${stage.result}` : `job ${job.state} ${job.result}`,
    )
    .sort();
  assert.deepEqual(told, [
    'job completed failed',
    'job running undefined',
    'job waiting undefined',
    'stage completed failed',
    'stage running undefined',
  ]);
});

test('a completed build is told whole, and compact in the first version', async () => {
  const { world, came } = await listen();
  await using _ = world;
  const build = { publisherId: 'tfs', eventType: 'build.complete' };
  await subscribe(world, { ...build, resourceVersion: '2.0' });
  await subscribe(world, { ...build, resourceVersion: '1.0-preview.1' });
  await subscribe(world, { ...build, resourceVersion: '2.0', publisherInputs: { buildStatus: 'Failed' } });
  const row = await world.queue();
  await world.finish(row.key, 'succeeded');
  await world.tellHooks();
  const resources = (bodies(came) as unknown as { resource: Record<string, unknown> }[])
    .map(each => each.resource)
    .sort((a, b) => String(a.status).localeCompare(String(b.status)));
  assert.deepEqual(
    resources.map(({ status, result }) => [status, result]),
    [
      ['completed', 'succeeded'],
      ['succeeded', undefined],
    ],
  );
  const shown = (await ask(world, 'GET', `/oracle/_apis/build/builds/${row.key.runId}`)).json<object>();
  assert.deepEqual(resources[0], shown);
});

const filters: Readonly<Record<string, [Record<string, string>, number]>> = {
  'the pipeline': [{ pipelineId: '21' }, 2],
  'another pipeline': [{ pipelineId: '22' }, 0],
  'another project': [{ projectId: '11111111-2222-4333-8444-555555555555' }, 0],
  'a state': [{ runStateId: 'completed' }, 1],
  'a result': [{ runResultId: 'Succeeded' }, 1],
  'another result': [{ runResultId: 'Failed' }, 0],
  'nothing, said with empty values': [{ pipelineId: '', runStateId: '' }, 2],
};

for (const [what, [publisherInputs, count]] of Object.entries(filters)) {
  test(`filtered by ${what}, ${count} events of a run are told`, async () => {
    const { world, came } = await listen();
    await using _ = world;
    await subscribe(world, { publisherInputs });
    const row = await world.queue();
    await world.finish(row.key, 'succeeded');
    await world.tellHooks();
    assert.equal(came.length, count);
  });
}

test('less of the event is sent where the subscription asks for less', async () => {
  const { world, came } = await listen();
  await using _ = world;
  const less = { resourceDetailsToSend: 'minimal', messagesToSend: 'text', detailedMessagesToSend: 'none' };
  await subscribe(world, { consumerInputs: { ...draft.consumerInputs, ...less } });
  const row = await world.queue();
  await world.tellHooks();
  const [body = {}] = bodies(came);
  assert.deepEqual(body.message, { text: `Run ${row.name} in progress.` });
  assert.equal('detailedMessage' in body, false);
  assert.deepEqual(Object.keys(body.resource as object), ['projectId', 'runId', 'runUrl']);
});

test('secrets of a subscription are sent, and neither stored nor answered in the clear', async () => {
  const { world, came } = await listen();
  await using _ = world;
  const secrets = {
    basicAuthUsername: 'hook',
    basicAuthPassword: 'pa55word',
    httpHeaders: 'X-Key: k3y\nX-Other:two',
  };
  const made = await subscribe(world, { consumerInputs: { ...draft.consumerInputs, ...secrets } });
  assert.equal(made.consumerInputs.basicAuthPassword, '********');
  assert.equal(made.consumerInputs.httpHeaders, '********');
  const stored = await world.stores.documents.list({ organization: 'fabrikam', kind: 'hookSubscription', top: 9 });
  assert.doesNotMatch(JSON.stringify(stored), /pa55word|k3y/);
  // What was read is sent back: the secrets stay.
  assert.equal((await ask(world, 'PUT', `${subscriptions}/${made.id}`, { body: made })).statusCode, 200);
  await world.queue();
  await world.tellHooks();
  const [request] = came;
  assert.equal(request?.headers.authorization, `Basic ${Buffer.from('hook:pa55word').toString('base64')}`);
  assert.equal(request?.headers['x-key'], 'k3y');
  assert.equal(request?.headers['x-other'], 'two');
  const notification = await ask(world, 'GET', `${subscriptions}/${made.id}/notifications/1`);
  assert.doesNotMatch(notification.body, /pa55word|k3y|Basic /);
  const elsewhere = { ...made, consumerInputs: { ...made.consumerInputs, url: 'https://evil.example.com/' } };
  const stolen = await ask(world, 'PUT', `${subscriptions}/${made.id}`, { body: elsewhere });
  assert.equal(stolen.statusCode, 400);
});

test('a notification shows what was sent, what came back, and how often it was tried', async () => {
  const answers = [status(503), status(503), ok];
  const { world } = await listen(() => answers.shift() ?? ok);
  await using _ = world;
  const { id } = await subscribe(world, { publisherInputs: { runStateId: 'InProgress' } });
  await world.queue();
  await world.tellHooks();
  const queued = (await ask(world, 'GET', `${subscriptions}/${id}/notifications/1`)).json<HookNotification>();
  assert.deepEqual([queued.status, queued.result, queued.details?.requestAttempts], ['queued', 'pending', 1]);
  for (const waitMs of [2_000, 4_000]) {
    world.clock.at += waitMs;
    await world.tellHooks();
  }
  const sent = (await ask(world, 'GET', `${subscriptions}/${id}/notifications/1`)).json<HookNotification>();
  assert.deepEqual([sent.status, sent.result, sent.details?.requestAttempts], ['completed', 'succeeded', 3]);
  assert.match(sent.details?.request ?? '', /URI: https:\/\/receiver\.example\.com\/hook/);
  assert.match(sent.details?.response ?? '', /Status Code: 200[^]*thanks/);
  const query = { subscriptionIds: [id], includeDetails: true, resultType: 'succeeded' };
  const found = await ask(world, 'POST', `${hooks}/notificationsquery`, { body: query });
  const { results, summary } = found.json<{ results: HookNotification[]; summary: object[] }>();
  assert.deepEqual(results, [sent]);
  assert.deepEqual(summary, [{ subscriptionId: id, results: [{ result: 'succeeded', notificationCount: 1 }] }]);
});

test('a delivery that can not be made for long fails, and puts its subscription on probation', async () => {
  const { world, came } = await listen(() => status(503));
  await using _ = world;
  const { id } = await subscribe(world, { publisherInputs: { runStateId: 'InProgress' } });
  await world.queue();
  for (let tries = 0; tries < hookAttempts + 2; tries += 1) {
    await world.tellHooks();
    world.clock.at += 300_000;
  }
  assert.equal(came.length, hookAttempts);
  const on = (await ask(world, 'GET', `${subscriptions}/${id}`)).json<HookSubscription>();
  assert.deepEqual([on.status, on.probationRetries], ['onProbation', '0']);
  world.receiver = async () => ok;
  await world.queue();
  await world.tellHooks();
  const off = (await ask(world, 'GET', `${subscriptions}/${id}`)).json<HookSubscription>();
  assert.deepEqual([off.status, off.probationRetries], ['enabled', undefined]);
});

test('a subscription whose receiver refuses again and again is disabled, and enabled by people', async () => {
  const { world, came } = await listen(() => status(404));
  await using _ = world;
  const { id, ...made } = await subscribe(world, { publisherInputs: { runStateId: 'InProgress' } });
  for (let runs = 0; runs < hookProbationRetries + 3; runs += 1) {
    await world.queue();
    await world.tellHooks();
    world.clock.at += 24 * 3_600_000;
  }
  assert.equal(came.length, hookProbationRetries + 1);
  const off = (await ask(world, 'GET', `${subscriptions}/${id}`)).json<HookSubscription>();
  assert.equal(off.status, 'disabledBySystem');
  const body = { ...made, status: 'enabled' };
  const on = (await ask(world, 'PUT', `${subscriptions}/${id}`, { body })).json<HookSubscription>();
  assert.equal(on.status, 'enabled');
});

test('a receiver that is gone is left alone at once', async () => {
  const { world } = await listen(() => status(410));
  await using _ = world;
  const { id } = await subscribe(world);
  await world.queue();
  await world.tellHooks();
  assert.equal((await ask(world, 'GET', `${subscriptions}/${id}`)).json<HookSubscription>().status, 'disabledBySystem');
});

test('a happening that is handled twice is delivered once', async () => {
  const { world, came } = await listen();
  await using _ = world;
  await subscribe(world, { publisherInputs: { runStateId: 'InProgress' } });
  await world.queue();
  await Promise.all([world.tellHooks(), world.tellHooks(), world.tellHooks()]);
  await world.tellHooks();
  assert.equal(came.length, 1);
});

test('a test sends a sample at once and stores nothing', async () => {
  const { world, came } = await listen();
  await using _ = world;
  const details = { ...draft, event: { resourceVersion: '5.1-preview.1' } };
  const answer = await ask(world, 'POST', `${hooks}/testnotifications`, { body: { details } });
  assert.equal(answer.statusCode, 200, answer.body);
  const sent = answer.json<HookNotification>();
  assert.deepEqual([sent.status, sent.result], ['completed', 'succeeded']);
  assert.equal(came.length, 1);
  assert.equal((await ask(world, 'GET', subscriptions)).json<{ count: number }>().count, 0);
});

test('publishers and consumers are listed, and the values that filters may have are asked for', async () => {
  await using world = await World.open();
  const publishers = (await ask(world, 'GET', `${hooks}/publishers`)).json<{ value: { id: string }[] }>();
  assert.deepEqual(
    publishers.value.map(({ id }) => id),
    ['tfs', 'pipelines'],
  );
  for (const path of [
    'publishers/tfs',
    'publishers/tfs/eventtypes',
    'publishers/tfs/eventTypes/build.complete',
    'consumers',
    'consumers/webHooks',
    'consumers/webHooks/actions',
    'consumers/webHooks/actions/httpRequest',
  ])
    assert.equal((await ask(world, 'GET', `${hooks}/${path}`)).statusCode, 200, path);
  assert.equal((await ask(world, 'GET', `${hooks}/publishers/rm`)).statusCode, 404);
  assert.equal((await ask(world, 'GET', `${hooks}/consumers/slack`)).statusCode, 404);
  await world.queue();
  const query = {
    currentValues: { projectId: world.project.id, pipelineId: '21' },
    inputValues: [{ inputId: 'pipelineId' }, { inputId: 'stageNameId' }, { inputId: 'runStateId' }],
  };
  const answer = await ask(world, 'POST', `${hooks}/publishers/pipelines/inputValuesQuery`, { body: query });
  const { inputValues } = answer.json<{ inputValues: { possibleValues: { value: string }[] }[] }>();
  assert.deepEqual(
    inputValues.map(({ possibleValues }) => possibleValues.map(({ value }) => value)),
    [
      ['', '21'],
      ['', '__default'],
      ['', 'InProgress', 'Canceling', 'Completed'],
    ],
  );
});
