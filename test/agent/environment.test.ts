import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passedOn, stepEnvironment } from '../../src/agent/variables/environment.ts';
import { JobVariables, type VariableFlags } from '../../src/agent/variables/job-variables.ts';

type Case = {
  readonly what: string;
  readonly agent?: Record<string, string>;
  readonly step?: Record<string, string>;
  readonly variables?: readonly [name: string, value: string, flags?: VariableFlags][];
  readonly path?: readonly string[];
  readonly expected: Record<string, string | undefined>;
};

const cases: readonly Case[] = [
  {
    what: 'the agent’s own environment is there',
    agent: { HOME: '/home/a' },
    expected: { HOME: '/home/a', TF_BUILD: 'True' },
  },
  { what: 'a step’s env beats it', agent: { X: 'agent' }, step: { X: 'step' }, expected: { X: 'step' } },
  {
    what: 'a variable beats the step’s env',
    step: { MY_NAME: 'step' },
    variables: [['my.name', 'variable']],
    expected: { MY_NAME: 'variable' },
  },
  {
    what: 'names are upper-cased, dots and spaces replaced',
    variables: [['a.b c-d', '1']],
    expected: { 'A_B_C-D': '1' },
  },
  {
    what: 'A.B beats A_B, declared before',
    variables: [
      ['A.B', 'dot'],
      ['A_B', 'line'],
    ],
    expected: { A_B: 'dot' },
  },
  {
    what: 'A.B beats A_B, declared after',
    variables: [
      ['A_B', 'line'],
      ['A.B', 'dot'],
    ],
    expected: { A_B: 'dot' },
  },
  {
    what: 'secrets are not there',
    step: { TOKEN: 'mapped' },
    variables: [['token', 's', { isSecret: true }]],
    expected: { TOKEN: 'mapped' },
  },
  {
    what: 'a name may keep its case',
    variables: [['npm_config_x', '1', { keepsCase: true }]],
    expected: { npm_config_x: '1', NPM_CONFIG_X: undefined },
  },
  {
    what: 'prepended folders come first in the path',
    agent: { PATH: '/bin' },
    path: ['/new', '/old'],
    expected: { PATH: '/new:/old:/bin' },
  },
  {
    what: 'also before a step’s own path',
    agent: { PATH: '/bin' },
    step: { PATH: '/own' },
    path: ['/new'],
    expected: { PATH: '/new:/own' },
  },
  {
    what: 'settings of Millrace stay out',
    agent: { MILLRACE_TOKEN: 'secret' },
    expected: { MILLRACE_TOKEN: undefined },
  },
  {
    what: 'so do those of a git hook',
    agent: { GIT_DIR: '.git', GIT_INDEX_FILE: 'x', GIT_AUTHOR_NAME: 'a' },
    expected: { GIT_DIR: undefined, GIT_INDEX_FILE: undefined, GIT_AUTHOR_NAME: 'a' },
  },
  {
    what: 'what no environment can hold stays out',
    variables: [
      ['a=b', '1'],
      ['nul', 'a\0b'],
      ['', 'x'],
    ],
    expected: { 'A=B': undefined, NUL: undefined },
  },
];

for (const { what, agent = {}, step = {}, variables = [], path = [], expected } of cases) {
  test(what, () => {
    const set = new JobVariables();
    for (const [name, value, flags] of variables) set.set(name, value, flags);
    const environment = stepEnvironment({
      agent: passedOn(agent),
      step,
      variables: set.all(),
      pathPrefixes: path,
      task: {},
    });
    for (const [name, value] of Object.entries(expected)) assert.equal(environment[name], value, name);
  });
}

test('variables expand among themselves; what is made from a secret is one', () => {
  const variables = new JobVariables();
  variables.set('name', 'world');
  variables.set('greeting', 'hello $(NAME)');
  variables.set('password', 'hunter2', { isSecret: true });
  variables.set('address', 'x:$(password)@y');
  variables.set('round', 'a$(trip)');
  variables.set('trip', 'b$(round)');
  assert.deepEqual([...variables.expand()].sort(), ['round', 'trip']);
  assert.equal(variables.get('Greeting'), 'hello world');
  assert.equal(variables.get('address'), 'x:hunter2@y');
  assert.equal(variables.isSecret('address'), true);
  assert.equal(variables.isSecret('greeting'), false);
  assert.equal(variables.get('round'), 'a$(trip)');
  assert.equal(variables.expandText('$(greeting), $(nobody)'), 'hello world, $(nobody)');
});

test('a variable that was secret once stays secret, and read-only read-only', () => {
  const variables = new JobVariables();
  variables.set('a', '1', { isSecret: true, isReadOnly: true });
  variables.set('A', '2');
  assert.equal(variables.isSecret('a'), true);
  assert.equal(variables.isReadOnly('a'), true);
});
