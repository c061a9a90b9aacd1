import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plan } from '../../src/plan/model.ts';
import type { CheckRule } from '../../src/run/checks.ts';
import type { RunKey } from '../../src/run/events.ts';
import type { Checks } from '../../src/run/ports/checks.ts';
import { job, plan, stage } from './plan-builder.ts';
import { RunWorld } from './run-world.ts';

const one = (): Plan => plan([stage('A', [job('a')])]);

/** One check on every stage. */
function checksOf(rule: CheckRule): Checks {
  const resource = { type: 'queue', id: '1', name: 'Default' } as const;
  return { checksOf: async () => [{ id: '1', resource, timeoutMinutes: 60, ...rule }] };
}

async function stageOf(world: RunWorld, key: RunKey): Promise<string> {
  const found = (await world.state(key)).stages.get('A');
  return found?.result ?? found?.state ?? 'missing';
}

describe('the check of a required template', () => {
  const required = { repositoryType: 'git', repositoryRef: 'refs/heads/main', templatePath: '/safe.yml' } as const;
  const extending = (name: string, path: string, ref = 'refs/heads/main') => {
    const repository = { alias: name === 'self' ? 'self' : 'a', type: 'git', name, ref };
    return { ...one(), extends: [{ repository, path }] };
  };
  for (const [what, repositoryName, pipeline, stands] of [
    ['extends it', 'test/lib', extending('lib', '/safe.yml'), 'inProgress'],
    ['names its project', 'lib', extending('Test/LIB', '/safe.yml'), 'inProgress'],
    ['extends one of its own repository', 'test/test', extending('self', '/safe.yml', ''), 'inProgress'],
    ['extends nothing', 'test/lib', one(), 'failed'],
    ['extends another file', 'test/lib', extending('lib', '/Safe.yml'), 'failed'],
    ['extends it on another branch', 'test/lib', extending('lib', '/safe.yml', 'refs/heads/x'), 'failed'],
    ['extends that of another project', 'test/lib', extending('other/lib', '/safe.yml'), 'failed'],
  ] as const) {
    test(`a pipeline that ${what} ${stands === 'failed' ? 'may not go on' : 'goes on'}`, async () => {
      const rule = { kind: 'requiredTemplate', templates: [{ ...required, repositoryName }] } as const;
      await using world = await RunWorld.open({ checks: checksOf(rule) });
      const key = await world.queue(pipeline);
      assert.equal(await stageOf(world, key), stands);
      const [record] = (await world.orchestrator.timeline(key)).filter(
        ({ type }) => type === 'Checkpoint.ExtendsCheck',
      );
      const text = `The pipeline does not extend a required template: /safe.yml of repository ${repositoryName} at refs/heads/main.`;
      assert.deepEqual(
        [record?.result, record?.issues.map(({ message }) => message)],
        stands === 'failed' ? ['failed', [text]] : ['succeeded', []],
      );
    });
  }

  test('any of several templates is enough', async () => {
    const templates = ['/other.yml', '/safe.yml'].map(templatePath => ({
      ...required,
      repositoryName: 'test/lib',
      templatePath,
    }));
    await using world = await RunWorld.open({ checks: checksOf({ kind: 'requiredTemplate', templates }) });
    assert.equal(await stageOf(world, await world.queue(extending('lib', '/safe.yml'))), 'inProgress');
  });
});
