import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlanHooks, PlanJob, PlanStrategy } from '../../src/plan/model.ts';
import { deploymentRecorder } from '../../src/run/deployments.ts';
import type { RunEnvironment } from '../../src/run/environment.ts';
import { jobOffer } from '../../src/run/job-offer.ts';
import { Outbox } from '../../src/run/outbox.ts';
import type { DeploymentRecord } from '../../src/run/ports/environments.ts';
import { job, plan, stage, step } from './plan-builder.ts';
import { organization, RunWorld } from './run-world.ts';
import { Story } from './story.ts';

const hook = { steps: [step('true')] };
const allHooks: PlanHooks = {
  preDeploy: hook,
  deploy: hook,
  routeTraffic: hook,
  postRouteTraffic: hook,
  onFailure: hook,
  onSuccess: hook,
};

const machine = (id: number, name: string, tags: readonly string[] = []) => ({
  id,
  name,
  type: 'virtualMachine',
  tags,
});

const farm: RunEnvironment = {
  id: 7,
  name: 'farm',
  resources: [machine(1, 'vm1', ['web']), machine(2, 'vm2', ['web']), machine(3, 'vm3', ['db'])],
};

function deployment(strategy: PlanStrategy, given: Partial<PlanJob> = {}): PlanJob {
  return job('D', { displayName: 'Deploy it', steps: [], environment: { name: 'farm' }, strategy, ...given });
}

function storyOf(of: PlanJob, ...more: readonly PlanJob[]): Story {
  return new Story(plan([stage('A', [of, ...more])]), { environments: { farm } });
}

/** Lets every hook that waits for an agent end, and says in which order they were begun. */
function drain(story: Story, results: Readonly<Record<string, 'failed' | 'canceled'>> = {}): string[] {
  const order: string[] = [];
  for (;;) {
    const waiting = Object.entries(story.jobs).filter(([name, state]) => name.includes('.') && state === 'queued');
    if (waiting.length === 0) return order;
    order.push(waiting.map(([name]) => name.slice('A/D.'.length)).join(' '));
    for (const [name] of waiting) {
      const leg = name.slice('A/'.length);
      story.pass('A', leg, results[leg.slice('D.'.length)] ?? 'succeeded');
    }
  }
}

describe('a runOnce deployment', () => {
  const runOnce: PlanStrategy = { kind: 'runOnce', hooks: allHooks };

  test('runs its hooks one after the other, and the one for success last', () => {
    const story = storyOf(deployment(runOnce));
    assert.deepEqual(drain(story), ['preDeploy', 'deploy', 'routeTraffic', 'postRouteTraffic', 'onSuccess']);
    assert.deepEqual([story.jobs['A/D'], story.jobs['A/D.onFailure']], ['succeeded', 'skipped']);
  });

  test('leaves out what comes after a failure, runs the hook for it, and has failed', () => {
    const story = storyOf(deployment(runOnce));
    assert.deepEqual(drain(story, { deploy: 'failed' }), ['preDeploy', 'deploy', 'onFailure']);
    assert.deepEqual([story.jobs['A/D'], story.jobs['A/D.routeTraffic']], ['failed', 'skipped']);
    assert.equal(story.run.result, 'failed');
  });

  test('has no outcome when it is canceled', () => {
    const story = storyOf(deployment(runOnce));
    assert.deepEqual(drain(story, { deploy: 'canceled' }), ['preDeploy', 'deploy']);
    assert.equal(story.jobs['A/D'], 'canceled');
  });

  test('gives out what its deploy hook put out under its own name', () => {
    const variables = [{ name: 'got', value: "$[ dependencies.D.outputs['D.s.v'] ]", readonly: false }];
    const short = [{ name: 'got', value: "$[ dependencies.D.outputs['deploy.s.v'] ]", readonly: false }];
    const story = storyOf(
      deployment({ kind: 'runOnce', hooks: { deploy: hook } }),
      job('z', { dependsOn: ['D'], variables }),
      job('y', { dependsOn: ['D'], variables: short }),
    );
    story.pass('A', 'D.deploy', 'succeeded', { 's.v': 'out' });
    const got = story.events.flatMap(event =>
      event.type === 'jobQueued' && event.ref.job !== 'D.deploy' ? [event.variables.got?.value] : [],
    );
    assert.deepEqual(got, ['out', 'out']);
  });

  test('goes to the resource that it names, on the agent of that machine', () => {
    const story = storyOf(deployment(runOnce, { environment: { name: 'farm', resourceName: 'VM2' } }));
    const queued = story.events.find(event => event.type === 'jobQueued');
    assert.deepEqual(queued?.type === 'jobQueued' && queued.demands, ['Agent.Name -equals vm2']);
    assert.equal(drain(story)[1], 'deploy_vm2');
  });

  test('has no steps but those of its hook: nothing is checked out, artifacts are downloaded where there are any', () => {
    const ref = { stage: 'A', job: 'D.deploy', attempt: 1 };
    const of = deployment({ kind: 'runOnce', hooks: { deploy: hook } });
    const names = (story: Story) => jobOffer(story.run, ref)?.steps.map(({ task }) => task.name);
    assert.deepEqual(names(storyOf(of)), ['CmdLine']);
    const withArtifacts = new Story(plan([stage('A', [of])]), { environments: { farm }, hasArtifacts: true });
    assert.deepEqual(names(withArtifacts), ['DownloadPipelineArtifact', 'CmdLine']);
  });

  test('tells its steps where they go and how', () => {
    const story = storyOf(deployment(runOnce, { environment: { name: 'farm', resourceName: 'vm1' } }));
    const offer = jobOffer(story.run, { stage: 'A', job: 'D.preDeploy_vm1', attempt: 1 });
    const names = ['environment.name', 'environment.id', 'environment.resourceName', 'environment.resourceId'];
    const values = [...names, 'strategy.name', 'strategy.cycleName'].map(name => offer?.variables[name]?.value);
    assert.deepEqual(values, ['farm', '7', 'vm1', '1', 'runOnce', 'Iteration']);
  });

  test('runs again as a whole', () => {
    const story = storyOf(deployment(runOnce));
    drain(story, { deploy: 'failed' });
    const by = { id: '1', displayName: 'S', uniqueName: 's' };
    story.tell({ type: 'retryStage', at: story.now, stage: 'A', forceAllJobs: false, by });
    assert.deepEqual([story.jobs['A/D.preDeploy'], story.jobs['A/D.deploy']], ['queued', 'pending']);
  });
});

describe('a canary deployment', () => {
  const canary: PlanStrategy = { kind: 'canary', increments: ['10', '20'], hooks: allHooks };

  test('repeats its hooks for each increment, but the first and the last', () => {
    assert.deepEqual(drain(storyOf(deployment(canary))), [
      'preDeploy',
      'deploy_10',
      'routeTraffic_10',
      'postRouteTraffic_10',
      'deploy_20',
      'routeTraffic_20',
      'postRouteTraffic_20',
      'onSuccess',
    ]);
  });

  test('stops at the increment that fails', () => {
    const order = drain(storyOf(deployment(canary)), { routeTraffic_10: 'failed' });
    assert.deepEqual(order, ['preDeploy', 'deploy_10', 'routeTraffic_10', 'onFailure']);
  });

  test('tells its steps what to do with the canary', () => {
    const hooks: PlanHooks = { preDeploy: hook, deploy: hook, onSuccess: hook, onFailure: hook };
    const actions = (deployed: 'succeeded' | 'failed'): (string | undefined)[] => {
      const story = storyOf(deployment({ kind: 'canary', increments: ['10'], hooks }));
      const told = (name: string, result: 'succeeded' | 'failed'): string | undefined => {
        const offer = jobOffer(story.run, { stage: 'A', job: `D.${name}`, attempt: 1 });
        story.pass('A', `D.${name}`, result);
        return offer?.variables['strategy.action']?.value;
      };
      const outcome = deployed === 'succeeded' ? 'onSuccess' : 'onFailure';
      return [told('preDeploy', 'succeeded'), told('deploy_10', deployed), told(outcome, 'succeeded')];
    };
    assert.deepEqual(actions('succeeded'), ['deploy', 'deploy', 'promote']);
    assert.deepEqual(actions('failed'), ['deploy', 'deploy', 'reject']);
  });

  test('gives out what an increment put out under the hook and the increment', () => {
    const variables = [{ name: 'got', value: "$[ dependencies.D.outputs['deploy_10.s.v'] ]", readonly: false }];
    const of = deployment({ kind: 'canary', increments: ['10'], hooks: { deploy: hook } });
    const story = storyOf(of, job('z', { dependsOn: ['D'], variables }));
    const offer = jobOffer(story.run, { stage: 'A', job: 'D.deploy_10', attempt: 1 });
    assert.deepEqual(
      ['strategy.name', 'strategy.increment', 'strategy.cycleName'].map(name => offer?.variables[name]?.value),
      ['canary', '10', 'Iteration'],
    );
    story.pass('A', 'D.deploy_10', 'succeeded', { 's.v': 'out' });
    const queued = story.events.findLast(event => event.type === 'jobQueued');
    assert.equal(queued?.type === 'jobQueued' && queued.variables.got?.value, 'out');
  });
});

describe('a rolling deployment', () => {
  const rolling = (maxParallel: string, hooks: PlanHooks = { deploy: hook, onSuccess: hook }): PlanStrategy => ({
    kind: 'rolling',
    maxParallel,
    hooks,
  });

  for (const [maxParallel, order] of [
    ['1', ['deploy_vm1', 'deploy_vm2', 'deploy_vm3', 'onSuccess_vm1 onSuccess_vm2 onSuccess_vm3']],
    ['2', ['deploy_vm1 deploy_vm2', 'deploy_vm3', 'onSuccess_vm1 onSuccess_vm2 onSuccess_vm3']],
    ['34%', ['deploy_vm1', 'deploy_vm2', 'deploy_vm3', 'onSuccess_vm1 onSuccess_vm2 onSuccess_vm3']],
    ['', ['deploy_vm1 deploy_vm2 deploy_vm3', 'onSuccess_vm1 onSuccess_vm2 onSuccess_vm3']],
  ] as const) {
    test(`goes to ${maxParallel || 'all'} machines at once`, () =>
      assert.deepEqual(drain(storyOf(deployment(rolling(maxParallel)))), order));
  }

  test('goes to machines with the tags that it asks for', () => {
    const of = deployment(rolling('5'), { environment: { name: 'farm', tags: 'Web' } });
    assert.equal(drain(storyOf(of))[0], 'deploy_vm1 deploy_vm2');
  });
});

describe('environments of a run that is queued', () => {
  class Kept {
    readonly records: DeploymentRecord[] = [];
    async resolve(_organization: string, _use: unknown, name: string): Promise<RunEnvironment | undefined> {
      return name.toLowerCase() === 'farm' ? farm : undefined;
    }
    async record(deployment: DeploymentRecord): Promise<void> {
      this.records.push(deployment);
    }
  }

  const runOnce: PlanStrategy = { kind: 'runOnce', hooks: { deploy: hook } };

  for (const [what, of, message] of [
    [
      'an environment that is not there',
      deployment(runOnce, { environment: { name: 'moon' } }),
      'Job D: Environment moon could not be found. The environment does not exist or has not been authorized for use.',
    ],
    [
      'a resource that is not there',
      deployment(runOnce, { environment: { name: 'farm', resourceName: 'vm9' } }),
      'Job D: Resource vm9 does not exist in environment farm.',
    ],
  ] as const) {
    test(`${what} is a refusal`, async () => {
      await using world = await RunWorld.open({ environments: new Kept() });
      await assert.rejects(world.queue(plan([stage('A', [of])])), { name: 'QueueRefusal', message });
    });
  }

  test('a name may be made of variables', async () => {
    await using world = await RunWorld.open({ environments: new Kept() });
    const variables = [{ name: 'where', value: 'Farm', readonly: false }];
    const of = deployment(runOnce, { environment: { name: '$(where)' } });
    const key = await world.queue(plan([stage('A', [of])], { variables }));
    await world.finish(key, 'A', 'D.deploy');
    assert.equal((await world.state(key)).result, 'succeeded');
  });

  test('a deployment is recorded when it is queued, starts and ends', async () => {
    const kept = new Kept();
    await using world = await RunWorld.open({ environments: kept });
    const key = await world.queue(plan([stage('A', [deployment(runOnce)])]));
    await world.finish(key, 'A', 'D.deploy', 'failed');
    assert.deepEqual(
      kept.records.map(({ id, startedAt, finishedAt, result }) => [id, startedAt, finishedAt, result]),
      [
        [kept.records[0]?.id, undefined, undefined, undefined],
        [kept.records[0]?.id, world.now, world.now, 'failed'],
      ],
    );
    const [first] = kept.records;
    assert.deepEqual(
      [first?.environmentId, first?.run, first?.stage, first?.job, first?.pipelineName],
      [7, { organization, runId: key.runId }, 'A', 'D', 'test'],
    );
  });

  test('a deployment whose record failed, as with a server that died, is recorded from the outbox, and only from there on', async () => {
    const kept = new Kept();
    const lost: Kept['record'] = () => Promise.reject(new Error('gone'));
    const environments = { resolve: kept.resolve, record: lost };
    await using world = await RunWorld.open({ environments }, { tellsOthers: true });
    const key = await world.queue(plan([stage('A', [deployment(runOnce)])]));
    await world.finish(key, 'A', 'D.deploy', 'failed');
    assert.equal((await world.state(key)).result, 'failed');
    await assert.rejects(new Outbox(world.stores, [deploymentRecorder(environments)]).pump(world.now), /gone/);
    const outbox = new Outbox(world.stores, [deploymentRecorder(kept)]);
    await outbox.pump(world.now);
    assert.deepEqual([kept.records.at(-1)?.result, kept.records.at(-1)?.run.runId], ['failed', key.runId]);
    const count = kept.records.length;
    await outbox.pump(world.now);
    assert.equal(kept.records.length, count);
  });

  test('without anybody who keeps environments, one has the resources that the pipeline names', async () => {
    await using world = await RunWorld.open();
    const of = deployment(runOnce, { environment: { name: 'any', resourceName: 'cluster' } });
    const key = await world.queue(plan([stage('A', [of])]));
    await world.finish(key, 'A', 'D.deploy_cluster');
    assert.equal((await world.state(key)).result, 'succeeded');
  });
});
