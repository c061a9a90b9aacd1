import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleOf } from '../../src/resources/check-types.ts';
import { runPorts } from '../../src/resources/run-ports.ts';
import type { CheckConfiguration } from '../../src/wire/checks.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { basic, organization, someone, World } from './support/world.ts';

const checks = '/oracle/_apis/pipelines/checks';
const configurations = `${checks}/configurations`;
const v = 'api-version=7.1-preview.1';

const resource = { type: 'queue', id: '1', name: 'Default' };
const approval = {
  type: { id: '8C6F20A7-A545-4486-9777-F762FAFE0D4D', name: 'Approval' },
  settings: {
    approvers: [{ id: someone.id }],
    executionOrder: 'anyOrder',
    minRequiredApprovers: 0,
    instructions: 'Look twice',
    blockedApprovers: [],
  },
  resource,
  timeout: 43200,
};
const hours = {
  type: { id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Task Check' },
  settings: {
    displayName: 'Business Hours',
    definitionRef: { id: '445fde2f-6c39-441c-807f-8a59ff2e075f', name: 'evaluateBusinessHours', version: '0.0.1' },
    inputs: { businessDays: 'Monday,Friday', timeZone: 'UTC', startTime: '04:00', endTime: '11:00' },
    retryInterval: 5,
  },
  resource,
};
const template = {
  repositoryType: 'git',
  repositoryName: 'oracle/templates',
  repositoryRef: 'refs/heads/main',
  templatePath: '/safe.yml',
};
const required = {
  type: { id: '4020E66E-B0F3-47E1-BC88-48F3CC59B5F3', name: 'ExtendsCheck' },
  settings: { extendsChecks: [template] },
  resource,
};
const lock = { type: { name: 'ExclusiveLock' }, settings: {}, resource };

async function add(world: World, body: object): Promise<CheckConfiguration> {
  const answer = await world.call('POST', `${configurations}?${v}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<CheckConfiguration>();
}

const kinds: readonly (readonly [what: string, body: { settings: object }, type: string])[] = [
  ['an approval', approval, 'Approval'],
  ['business hours', hours, 'Task Check'],
  ['an exclusive lock', lock, 'ExclusiveLock'],
  ['a required template', required, 'ExtendsCheck'],
];

for (const [what, body, type] of kinds) {
  test(`${what} is added, read with its settings, and deleted`, async () => {
    await using world = await World.open();
    const made = await add(world, body);
    assert.equal(made.type.name, type);
    assert.equal(made.timeout, 43200);
    assert.deepEqual(made.resource, resource);
    assert.deepEqual(made.settings, body.settings);
    const { settings: _, ...plain } = made;
    assert.deepEqual((await world.call('GET', `${configurations}/${made.id}`)).json(), plain);
    assert.deepEqual((await world.call('GET', `${configurations}/${made.id}?$expand=settings`)).json(), made);
    assert.equal((await world.call('DELETE', `${configurations}/${made.id}?${v}`)).statusCode, 204);
    assert.equal((await world.call('GET', `${configurations}/${made.id}`)).statusCode, 404);
  });
}

test('checks are listed of one resource, and queried of several', async () => {
  await using world = await World.open();
  await world.call('POST', `/oracle/_apis/distributedtask/environments?${v}`, { body: { name: 'live' } });
  await add(world, approval);
  await add(world, { ...lock, resource: { type: 'Environment', id: '1' } });
  const idsOf = async (path: string): Promise<readonly number[]> =>
    (await world.call('GET', `${configurations}${path}`))
      .json<{ value: CheckConfiguration[] }>()
      .value.map(({ id }) => id);
  assert.deepEqual(await idsOf(''), [1, 2]);
  assert.deepEqual(await idsOf('?resourceType=environment&resourceId=1'), [2]);
  assert.deepEqual(await idsOf('?resourceType=nothing&resourceId=1'), []);
  const body = [resource, { type: 'environment', id: '1' }];
  const both = await world.call('POST', `${checks}/queryconfigurations?$expand=settings&${v}`, { body });
  const { value } = both.json<{ value: CheckConfiguration[] }>();
  assert.deepEqual(
    value.map(({ settings }) => settings !== undefined),
    [true, true],
  );
});

test('a change sets what it names', async () => {
  await using world = await World.open();
  const { id } = await add(world, hours);
  const inputs = { ...hours.settings.inputs, endTime: '12:00' };
  const body = { ...hours, settings: { ...hours.settings, inputs }, timeout: 60, isDisabled: true };
  const changed = await world.call('PATCH', `${configurations}/${id}?${v}`, { body });
  assert.equal(changed.json<CheckConfiguration>().timeout, 60);
  assert.equal(changed.json<CheckConfiguration>().isDisabled, true);
  const enabled = await world.call('PATCH', `${configurations}/${id}?${v}`, { body: { isDisabled: false } });
  assert.deepEqual(enabled.json<CheckConfiguration>().settings, body.settings);
  assert.equal(enabled.json<CheckConfiguration>().isDisabled, undefined);
});

const input = (inputs: object) => ({
  ...hours,
  settings: { ...hours.settings, inputs: { ...hours.settings.inputs, ...inputs } },
});
const extending = (given: object) => ({ ...required, settings: { extendsChecks: [{ ...template, ...given }] } });
const refused: readonly (readonly [what: string, body: object, status: number])[] = [
  ['no resource', { ...approval, resource: undefined }, 400],
  ['a resource that is not there', { ...approval, resource: { type: 'queue', id: '99' } }, 404],
  ['a type of resource that is none', { ...approval, resource: { type: 'moon', id: '1' } }, 400],
  ['a type that is none', { ...approval, type: { id: someone.id } }, 400],
  ['no approvers', { ...approval, settings: { approvers: [] } }, 400],
  ['more approvals than approvers', { ...approval, settings: { ...approval.settings, minRequiredApprovers: 2 } }, 400],
  ['an approver without an id', { ...approval, settings: { approvers: [{}] } }, 400],
  ['a task that is not evaluated', { ...hours, settings: { definitionRef: { id: someone.id, name: 'x' } } }, 400],
  ['no required template', { ...required, settings: { extendsChecks: [] } }, 400],
  ['a template without a path', extending({ templatePath: ' ' }), 400],
  ['a template of a repository of no type', extending({ repositoryType: 'svn' }), 400],
  ['a policy for artifacts', { ...required, type: { name: 'Evaluate artifact' } }, 400],
  ['a day that is none', input({ businessDays: 'Monday,Someday' }), 400],
  ['a time zone that is none', input({ timeZone: 'Nowhere' }), 400],
  ['a time that is none', input({ startTime: '25:00' }), 400],
];

for (const [what, body, status] of refused) {
  test(`a check with ${what} is refused`, async () => {
    await using world = await World.open();
    const answer = await world.call('POST', `${configurations}?${v}`, { body });
    assert.equal(answer.statusCode, status, answer.body);
    assert.ok(answer.json<ErrorEnvelope>().message.length > 10);
  });
}

test('reading checks needs a scope, and changing them another', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.build']);
  await world.addToken('manager', ['vso.build_execute', 'vso.pipelineresources_manage']);
  const status = async (method: string, path: string, token: string, body?: object) =>
    (await world.call(method, path, { authorization: basic(token), ...(body === undefined ? {} : { body }) }))
      .statusCode;
  assert.equal(await status('GET', configurations, 'reader'), 200);
  assert.equal(await status('POST', `${configurations}?${v}`, 'reader', approval), 401);
  assert.equal(await status('POST', `${configurations}?${v}`, 'manager', approval), 200);
});

test('runs get the checks that are on what they use and not disabled', async () => {
  await using world = await World.open();
  const { services, project, stores } = world;
  const { id } = await services.resources.environments.ensure(project.id, 'live', someone);
  const live = { type: 'environment', id: String(id), name: 'live' } as const;
  const pool = { type: 'queue', id: '', name: 'default' } as const;
  await add(world, { ...approval, resource: live });
  await add(world, { ...hours, timeout: 60 });
  await add(world, { ...lock, isDisabled: true });
  const { checks: ports } = runPorts(services.resources, organization, stores);
  const found = await ports.checksOf(organization, project.id, [pool, live, { ...live, id: '', name: 'other' }]);
  assert.deepEqual(
    found.map(check => [check.id, check.kind, check.resource, check.timeoutMinutes]),
    [
      ['1', 'approval', live, 43200],
      ['2', 'businessHours', { ...pool, id: '1' }, 60],
    ],
  );
});

const branches: readonly (readonly [inputs: object, allowed: readonly string[]])[] = [
  [{ allowedBranches: 'refs/heads/main, refs/heads/releases/*' }, ['refs/heads/main', 'refs/heads/releases/*']],
  [{}, ['*']],
  [{ allowedBranches: '*', ensureProtectionOfBranch: 'true', allowUnknownStatusBranch: 'True' }, ['*']],
  [{ allowedBranches: 'refs/heads/main', ensureProtectionOfBranch: 'true' }, []],
];

for (const [inputs, allowed] of branches) {
  test(`branch control with ${JSON.stringify(inputs)} lets pass ${allowed.join(' and ') || 'nothing'}`, () => {
    const settings = {
      definitionRef: { id: '86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b' },
      inputs: inputs as Record<string, string>,
    };
    assert.deepEqual(ruleOf({ name: 'Task Check' }, settings), { kind: 'branchControl', allowedBranches: allowed });
  });
}

const call = {
  type: { id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Task Check' },
  settings: {
    displayName: 'Ask',
    definitionRef: { id: '9c3e8943-130d-4c78-ac63-8af81df62dfb', name: 'InvokeRESTAPI', version: '1.220.0' },
    retryInterval: 0,
    linkedVariableGroup: 'words',
    inputs: { connectedServiceName: 'hook', method: 'get', headers: '{}', successCriteria: `eq(root['a'], 1)` },
  },
  resource,
};

test('a check that calls is kept with its settings, and its group’s variables come with it', async () => {
  await using world = await World.open();
  await world.call('POST', `/oracle/_apis/distributedtask/variablegroups?${v}`, {
    body: { name: 'words', type: 'Vsts', variables: { key: { value: 's3cret', isSecret: true } } },
  });
  assert.deepEqual((await add(world, call)).settings, call.settings);
  const { checks: port } = runPorts(world.services.resources, organization, world.stores);
  const [check] = await port.checksOf(organization, world.project.id, [{ ...resource, type: 'queue' }]);
  assert.equal(check?.kind, 'call');
  assert.equal(world.services.secrets.open(check.variables?.key?.value ?? ''), 's3cret');
});

for (const [what, inputs] of [
  ['no connection', { method: 'GET' }],
  ['headers that are no object', { connectedServiceName: 'hook', headers: '[1' }],
  ['a method that is none', { connectedServiceName: 'hook', method: 'FETCH' }],
  ['criteria that can’t be read', { connectedServiceName: 'hook', successCriteria: 'eq(root[' }],
] as const) {
  test(`a check that calls with ${what} is refused`, async () => {
    await using world = await World.open();
    const body = { ...call, settings: { ...call.settings, inputs } };
    const answer = await world.call('POST', `${configurations}?${v}`, { body });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'InvalidCheckConfigurationException');
  });
}
