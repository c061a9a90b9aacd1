import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allowsCommand, allowsVariable } from '../../src/agent/command/command-policy.ts';
import type { WireStepTarget } from '../../src/wire/agent-protocol.ts';
import { bash, jobRequest, runTestJob } from './job.ts';

/** What a step under a target says of a command, and what a second step then sees. */
async function under(target: WireStepTarget, command: string, look = 'true') {
  const steps = [bash(`echo '${command}'`, { displayName: 'first', target }), bash(look, { displayName: 'second' })];
  const { server } = await runTestJob(jobRequest(steps));
  const first = server.record('first');
  return {
    result: first.result,
    warnings: (first.issues ?? []).map(({ message }) => message),
    seen: server.outputOf(server.record('second')),
  };
}

describe('under restricted commands', () => {
  test('a command that reaches beyond the step is a warning and has no effect', async () => {
    assert.deepEqual(
      await under({ commands: 'restricted' }, '##vso[build.updatebuildnumber]7', "echo '$(Build.BuildNumber)'"),
      {
        result: 'succeeded',
        warnings: [
          '##vso[build.updatebuildnumber] is not allowed in this step due to policy restrictions. Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)',
        ],
        seen: '$(Build.BuildNumber)\n',
      },
    );
  });

  test('variables are set as ever', async () => {
    const { seen, warnings } = await under(
      { commands: 'Restricted' },
      '##vso[task.setvariable variable=a]x',
      'echo "$A"',
    );
    assert.deepEqual({ seen, warnings }, { seen: 'x\n', warnings: [] });
  });
});

describe('under settable variables', () => {
  const allowed = { settableVariables: { allowed: ['build*', 'exact'] } };
  const cases: readonly [what: string, target: WireStepTarget, name: string, may: boolean][] = [
    ['a name in the list may be set', allowed, 'EXACT', true],
    ['a name that a pattern matches may be set', allowed, 'buildKind', true],
    ['another may not', allowed, 'other', false],
    ['none may be set where the list is empty', { settableVariables: { allowed: [] } }, 'exact', false],
    ['all may be set where there is no list', {}, 'other', true],
  ];
  for (const [what, target, name, may] of cases) {
    test(what, async () => {
      const { result, warnings, seen } = await under(
        target,
        `##vso[task.setvariable variable=${name}]x`,
        `echo "$(${name})"`,
      );
      const refusal = `Setting variable '${name}' has been disabled by the task or build definition.`;
      assert.deepEqual({ result, warnings }, { result: 'succeeded', warnings: may ? [] : [refusal] });
      assert.equal(seen === 'x\n', may);
    });
  }

  test('the path is a variable too', async () => {
    const { warnings, seen } = await under(allowed, '##vso[task.prependpath]/nowhere', 'echo "$PATH"');
    assert.deepEqual(warnings, ["Setting variable 'PATH' has been disabled by the task or build definition."]);
    assert.doesNotMatch(seen, /nowhere/);
  });
});

test('all policies of a step must allow what it does', () => {
  const both = [
    { isRestricted: false, settableVariables: ['a*'] },
    { isRestricted: true, settableVariables: ['*b'] },
  ];
  assert.deepEqual(
    ['ab', 'a', 'b'].map(name => allowsVariable(both, name)),
    [true, false, false],
  );
  const command = (area: string, event: string) => ({ area, event, properties: new Map(), data: '' });
  assert.deepEqual(
    [allowsCommand(both, command('task', 'debug')), allowsCommand(both, command('artifact', 'upload'))],
    [true, false],
  );
});
