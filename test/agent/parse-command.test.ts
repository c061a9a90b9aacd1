import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommand } from '../../src/agent/command/parse-command.ts';

type Parsed = { readonly command: string; readonly properties?: Record<string, string>; readonly data?: string };

const cases: readonly [line: string, parsed: Parsed | undefined][] = [
  ['##vso[task.debug]hello', { command: 'task.debug', data: 'hello' }],
  ['before ##vso[task.debug]hello', { command: 'task.debug', data: 'hello' }],
  [
    '##vso[Task.SetVariable Variable=A;isSecret=True]v',
    { command: 'task.setvariable', properties: { variable: 'A', issecret: 'True' }, data: 'v' },
  ],
  ['##vso[task.setvariable variable=a;]', { command: 'task.setvariable', properties: { variable: 'a' } }],
  [
    '##vso[task.setvariable variable=a=b]x',
    { command: 'task.setvariable', properties: { variable: 'a=b' }, data: 'x' },
  ],
  [
    '##vso[task.setvariable variable=;isSecret=true]x',
    { command: 'task.setvariable', properties: { issecret: 'true' }, data: 'x' },
  ],
  ['##vso[task.setvariable variable]x', { command: 'task.setvariable', data: 'x' }],
  [
    '##vso[task.logissue type=error;code=a%3Bb%5D]100%AZP25 %0D%0Adone',
    { command: 'task.logissue', properties: { type: 'error', code: 'a;b]' }, data: '100% \r\ndone' },
  ],
  ['##vso[task.debug]%AZP250A', { command: 'task.debug', data: '%0A' }],
  ['##vso[task.debug]a]b', { command: 'task.debug', data: 'a]b' }],
  ['##vso[task.debug]one ##vso[task.debug]two', { command: 'task.debug', data: 'one ##vso[task.debug]two' }],
  ['##VSO[task.debug]x', undefined],
  ['##vso[task.debug', undefined],
  ['##vso[debug]x', undefined],
  ['##vso[a.b.c]x', undefined],
  ['##vso[.b]x', undefined],
  ['##vso[a.]x', undefined],
  ['##vso[]x', undefined],
  ['##vso', undefined],
  ['plain', undefined],
];

for (const [line, expected] of cases) {
  test(line, () => {
    const parsed = parseCommand(line);
    if (expected === undefined) return assert.equal(parsed, undefined);
    assert.equal(`${parsed?.area}.${parsed?.event}`, expected.command);
    assert.deepEqual(Object.fromEntries(parsed?.properties ?? []), expected.properties ?? {});
    assert.equal(parsed?.data, expected.data ?? '');
  });
}
