import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlanVariable } from '../../src/plan/model.ts';
import type { JobVariable, RunKey } from '../../src/run/events.ts';
import type { VariableGroups } from '../../src/run/ports/variable-groups.ts';
import { settingsPlace } from '../../src/run/project-settings.ts';
import type { QueueRequest } from '../../src/run/queue-request.ts';
import { openSecrets } from '../../src/store/secrets.ts';
import { job, plan, stage } from './plan-builder.ts';
import { organization, RunWorld } from './run-world.ts';
import { Story } from './story.ts';

const secrets = openSecrets(new Uint8Array(32));
const plain = (value: string, readonly = false): JobVariable => ({ value, isSecret: false, readonly });
const authored = (name: string, value: string): PlanVariable => ({ name, value, readonly: false });

const groups: VariableGroups = {
  async variablesOf(_organization, _projectId, name) {
    const known: Record<string, Record<string, JobVariable>> = {
      keys: { A: plain('of keys'), key: { value: secrets.seal('hidden'), isSecret: true, readonly: false } },
      fixed: { a: plain('of fixed', true) },
    };
    return known[name.toLowerCase()];
  },
};

type Scopes = { readonly root?: PlanVariable[]; readonly stage?: PlanVariable[]; readonly job?: PlanVariable[] };

async function queue(world: RunWorld, scopes: Scopes, given: Partial<QueueRequest> = {}): Promise<RunKey> {
  const of = stage('A', [job('a', { variables: scopes.job ?? [] })], { variables: scopes.stage ?? [] });
  return world.queue(plan([of], { variables: scopes.root ?? [] }), given);
}

async function variablesOf(world: RunWorld, key: RunKey): Promise<Record<string, JobVariable>> {
  const state = (await world.state(key)).stages.get('A')?.groups.get('a')?.jobs.get('a');
  return { ...(state !== undefined && 'dispatch' in state ? state.dispatch?.variables : {}) };
}

describe('scopes of variables', () => {
  const queued = { variables: { a: { value: 'queued', isSecret: false } } };
  const ofPipeline = { pipelineVariables: { A: { value: 'pipeline', isSecret: false, allowOverride: true } } };
  const root = [authored('a', 'root')];
  for (const [what, scopes, given, value] of [
    ["the pipeline's own", {}, ofPipeline, 'pipeline'],
    ['those of the queue', {}, { ...ofPipeline, ...queued }, 'queued'],
    ['those of the root', { root }, ofPipeline, 'root'],
    ['a group behind a variable', { root: [...root, { group: 'Keys' }] }, {}, 'of keys'],
    ['a variable behind a group', { root: [{ group: 'keys' }, ...root] }, {}, 'root'],
    ['those of the stage', { root, stage: [{ group: 'keys' }] }, {}, 'of keys'],
    ['those of the job', { root, stage: [authored('A', 'stage')], job: [{ group: 'fixed' }] }, {}, 'of fixed'],
  ] as const) {
    test(`${what} go over what is around them`, async () => {
      await using world = await RunWorld.open({ variableGroups: groups });
      const variables = await variablesOf(world, await queue(world, scopes as Scopes, given));
      const named = Object.entries(variables).filter(([name]) => name.toLowerCase() === 'a');
      assert.deepEqual(
        named.map(([, each]) => each.value),
        [value],
      );
    });
  }

  test('secrets of a group stay sealed and are no part of expressions; readonly stays readonly', async () => {
    await using world = await RunWorld.open({ variableGroups: groups });
    const seen = authored('seen', "$[ format('[{0}]', variables.key) ]");
    const variables = await variablesOf(
      world,
      await queue(world, { root: [{ group: 'keys' }, { group: 'fixed' }], job: [seen] }),
    );
    assert.equal(secrets.open(variables.key?.value ?? ''), 'hidden');
    assert.deepEqual([variables.seen?.value, variables.a?.readonly], ['[]', true]);
  });
});

test('what the system gives keeps its value, in any case and scope; what it only reads may be set', async () => {
  await using world = await RunWorld.open({ variableGroups: groups });
  const root = [authored('Build.Reason', 'mine'), authored('system.debug', 'true')];
  const own = [authored('SYSTEM.JOBNAME', 'mine'), authored('reason', "$[ variables['build.reason'] ]")];
  const variables = await variablesOf(world, await queue(world, { root, job: own }));
  assert.deepEqual(
    Object.entries(variables).map(([name, { value }]) => [name, value]),
    [
      ['system.debug', 'true'],
      ['reason', 'Manual'],
    ],
  );
});

test('the run number and the pool of a job have the values of variables that are made of others', async () => {
  await using world = await RunWorld.open({ variableGroups: groups });
  const root = [authored('major', '7'), authored('version', '$(major).1'), authored('circle', '$(Circle)')];
  const of = plan([stage('A', [job('a', { pool: { name: 'Default', demands: ['$(needs)'] } })])], {
    variables: [...root, authored('needs', 'v-$(version)')],
    runName: '$(version)-$(circle)',
  });
  const key = await world.queue(of);
  const run = await world.state(key);
  assert.equal(run.name, '7.1-$(Circle)');
  const a = run.stages.get('A')?.groups.get('a')?.jobs.get('a');
  assert.deepEqual(a !== undefined && 'dispatch' in a ? a.dispatch?.demands : undefined, ['v-7.1']);
});

describe('a run is refused', () => {
  const sentence = (name: string) =>
    `Variable group ${name} was not found or is not authorized for use. For authorization details, refer to https://aka.ms/yamlauthz.`;
  const cannotSet = (names: string) =>
    `You can't set the following variables (${names}). If you want to be able to set these variables, then edit the pipeline and select Settable at queue time on the variables tab of the pipeline editor.`;
  const value = { value: 'x', isSecret: false };
  for (const [what, scopes, given, message] of [
    [
      'for each group that is not there',
      { root: [{ group: 'moon' }], job: [{ group: 'sun' }] },
      {},
      `The pipeline: ${sentence('moon')}\nStage A job a: ${sentence('sun')}`,
    ],
    [
      'for variables that the YAML declares',
      { root: [authored('One', '1')] },
      { variables: { one: value, other: value } },
      cannotSet('one'),
    ],
    [
      'for variables of the pipeline that nobody may set',
      {},
      { variables: { two: value }, pipelineVariables: { Two: { ...value, allowOverride: false } } },
      cannotSet('two'),
    ],
  ] as const) {
    test(what, async () => {
      await using world = await RunWorld.open({ variableGroups: groups });
      await assert.rejects(queue(world, scopes as Scopes, given), { name: 'QueueRefusal', message });
    });
  }
});

test('where a project does not enforce which variables may be set, all may; those that the YAML declares keep its value', async () => {
  await using world = await RunWorld.open({ variableGroups: groups });
  const { projectId } = world.request(plan([])).origin;
  const content = { position: 0, value: { enforceSettableVar: false } };
  await world.stores.documents.write(organization, [{ ...settingsPlace(projectId), expected: 0, content }]);
  const given = {
    variables: { one: { value: 'queued', isSecret: false }, two: { value: 'queued', isSecret: false } },
    pipelineVariables: { Two: { value: 'settings', isSecret: false, allowOverride: false } },
  };
  const variables = await variablesOf(world, await queue(world, { root: [authored('One', 'yaml')] }, given));
  assert.deepEqual([variables.One?.value, variables.two?.value], ['yaml', 'queued']);
});

describe('what a run knows of itself', () => {
  for (const [expression, value] of [
    ["format('{0:yyyy-MM-dd}', pipeline.startTime)", '2026-11-24'],
    ["resources.repositories['SELF'].ref", 'refs/heads/main'],
    ['resources.repositories.self.type', 'Git'],
    ['resources.containers.Tools.image', 'debian:13'],
    ['resources.containers.tools.environment.LANG', 'C'],
    ['resources.pipeline', ''],
  ] as const) {
    test(`$[ ${expression} ] is ${value || 'nothing'} in every scope`, async () => {
      const say = [authored('said', `$[ ${expression} ]`)];
      for (const scopes of [{ root: say }, { stage: say }, { job: say }]) {
        await using world = await RunWorld.open();
        world.now = Date.UTC(2026, 10, 24, 23, 59);
        const of = stage('A', [job('a', { variables: scopes.job ?? [] })], { variables: scopes.stage ?? [] });
        const tools = { image: 'debian:13', env: { LANG: 'C' }, options: '', ports: [], volumes: [] };
        const containers = { tools: { ...tools, mapDockerSocket: true, localImage: false } };
        const bare = plan([of], { variables: scopes.root ?? [] });
        const key = await world.queue({ ...bare, resources: { ...bare.resources, containers } });
        const { said } = await variablesOf(world, key);
        assert.equal(said?.value, value);
      }
    });
  }
});

describe('a counter', () => {
  const counting = async (world: RunWorld, scopes: Scopes): Promise<string | undefined> =>
    (await variablesOf(world, await queue(world, scopes))).n?.value;

  for (const place of ['root', 'stage', 'job'] as const) {
    test(`counts runs from its seed in a variable of the ${place}`, async () => {
      await using world = await RunWorld.open();
      const scopes = { [place]: [authored('major', '1'), authored('n', '$[ counter(variables.major, 100) ]')] };
      assert.deepEqual([await counting(world, scopes), await counting(world, scopes)], ['100', '101']);
      const other = { [place]: [authored('major', '2'), authored('n', "$[ counter(variables['major'], 100) ]")] };
      assert.equal(await counting(world, other), '100');
    });
  }

  test('of a job may count days, and stand beside what other jobs put out', async () => {
    await using world = await RunWorld.open();
    const day = "format('{0:yyyyMMdd}', pipeline.startTime)";
    const text = `$[ format('{0}.{1}x', counter(${day}, 7), dependencies.other.outputs['s.v']) ]`;
    const scopes = { job: [authored('n', text)] };
    assert.deepEqual([await counting(world, scopes), await counting(world, scopes)], ['7.x', '8.x']);
  });

  test('is the same number wherever a run asks for its prefix', async () => {
    await using world = await RunWorld.open();
    const of = (name: string): PlanVariable => authored(name, "$[ counter('p', 1) ]");
    const key = await queue(world, { root: [of('r')], stage: [of('s')], job: [of('n')] });
    const { r, s, n } = await variablesOf(world, key);
    assert.deepEqual([r?.value, s?.value, n?.value], ['1', '1', '1']);
    assert.equal(await counting(world, { job: [of('n')] }), '2');
  });

  test('whose prefix is an output of another job ends its job with a reason', async () => {
    const prefix = "dependencies.first.outputs['s.v']";
    const later = job('b', { dependsOn: ['a'], variables: [authored('n', `$[ counter(${prefix}, 1) ]`)] });
    const story = new Story(plan([stage('A', [job('a'), later])]));
    story.pass('A', 'a', 'succeeded', { 's.v': 'x' });
    assert.equal(story.jobs['A/b'], 'abandoned');
  });
});
