import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../src/plan/compile.ts';

const head = `trigger: none
resources:
  webhooks:
  - webhook: Call
    connection: c
`;

function printed(steps: string, payloads?: Readonly<Record<string, string>>, before = ''): string {
  const text = `${head}${before}${steps}`;
  const reader = { read: () => ({ found: true, text }) as const };
  const { finalYaml, findings } = compile({ path: '/a.yml', reader, ...(payloads && { payloads }) });
  return finalYaml ?? findings.map(({ message }) => message).join('\n');
}

test('what a call brought is read under the alias of its webhook, in any case, with its types', () => {
  const body = JSON.stringify({
    on: true,
    n: 1.5,
    list: ['a', 'b'],
    'odd key': { x: '${{ not.evaluated }} $(later)' },
  });
  const steps = `steps:
- \${{ each one in parameters.call.list }}:
  - bash: echo \${{ one }} \${{ parameters.CALL.n }}
- \${{ if eq(parameters.call.on, true) }}:
  - bash: echo \${{ parameters.call['odd key'].x }}
`;
  const yaml = printed(steps, { call: body });
  assert.deepEqual([...yaml.matchAll(/echo .*/g)].map(String), [
    'echo a 1.5',
    'echo b 1.5',
    'echo ${{ not.evaluated }} $(later)',
  ]);
});

test('without a call it is null, and what was never declared is an error as before', () => {
  assert.match(printed(`steps:\n- bash: echo [\${{ parameters.call.a.b }}]\n`), /echo \[\]/);
  assert.match(printed(`steps:\n- bash: echo \${{ parameters.other }}\n`, { other: '1' }), /Key not found 'other'/);
});

test('a declared parameter goes over a webhook of its name, and what is no JSON is a text', () => {
  const declared = `parameters:\n- name: call\n  default: mine\n`;
  const steps = `steps:\n- bash: echo \${{ parameters.call }}\n`;
  assert.match(printed(steps, { call: '"theirs"' }, declared), /echo mine/);
  assert.match(printed(steps, { call: '"theirs"' }), /echo theirs/);
  assert.match(printed(steps, { call: '[a' }), /echo \[a/);
});
