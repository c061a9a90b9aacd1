import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDefinition } from '../../src/tasks/definition.ts';
import { TaskPackageError } from '../../src/tasks/package-error.ts';
import { compareVersions, parseVersion, selectVersion } from '../../src/tasks/version.ts';
import { isVisible } from '../../src/tasks/visible-rule.ts';

const least = {
  id: '0F1E2D3C-0000-4000-8000-000000000001',
  name: 'Greet',
  version: { Major: 1, Minor: '2', Patch: 3 },
  execution: { Node20_1: { target: 'main.js' } },
};

function definition(change: object = {}, strings?: Record<string, string>) {
  return readDefinition(JSON.stringify({ ...least, ...change }), strings);
}

describe('a task.json', () => {
  test('is read as far as it goes, with what it leaves out', () => {
    assert.deepEqual(definition(), {
      id: least.id.toLowerCase(),
      name: 'Greet',
      version: { major: 1, minor: 2, patch: 3 },
      friendlyName: 'Greet',
      description: '',
      author: '',
      help: '',
      contribution: '',
      inputs: [],
      outputVariables: [],
      demands: [],
      minimumAgentVersion: '',
      instanceNameFormat: '',
      restrictions: { isRestricted: false },
      main: [{ key: 'Node20_1', kind: 'node', target: 'main.js', workingDirectory: '' }],
    });
  });

  test('may begin with a byte order mark, and spell booleans as texts', () => {
    const inputs = [
      { name: 'a', type: 'boolean', defaultValue: true, required: 'True', visibleRule: 'b = c', groupName: 'g' },
    ];
    const groups = [{ name: 'g', visibleRule: 'd = e' }];
    const read = readDefinition(`\uFEFF${JSON.stringify({ ...least, inputs, groups })}`);
    assert.deepEqual(read.inputs, [
      {
        name: 'a',
        aliases: [],
        type: 'boolean',
        defaultValue: 'true',
        isRequired: true,
        visibleRule: 'b = c',
        groupRule: 'd = e',
      },
    ]);
  });

  test('says what its commands may do', () => {
    const restrictions = { commands: { mode: 'Restricted' }, settableVariables: { allowed: ['PATH', 'x*'] } };
    assert.deepEqual(definition({ restrictions }).restrictions, {
      isRestricted: true,
      settableVariables: ['PATH', 'x*'],
    });
  });

  test('takes its words from the strings of the package', () => {
    const change = { friendlyName: 'ms-resource:loc.friendlyName', description: 'ms-resource:loc.missing' };
    const read = definition(change, { 'loc.friendlyName': 'Say hello' });
    assert.equal(read.friendlyName, 'Say hello');
    assert.equal(read.description, 'ms-resource:loc.missing');
  });

  const handlers: readonly (readonly [what: string, execution: object, keys: readonly string[] | undefined])[] = [
    [
      'the newest Node first',
      { Node: t('a'), Node10: t('b'), Node20_1: t('c'), Node16: t('d') },
      ['Node20_1', 'Node16', 'Node10', 'Node'],
    ],
    ['PowerShell where there is no Node', { PowerShell3: t('a') }, ['PowerShell3']],
    ['Node before PowerShell', { PowerShell3: t('a'), Node: t('b') }, ['Node', 'PowerShell3']],
    ['nothing that only Windows has', { PowerShell: t('a'), Process: t('b.exe') }, []],
    ['no stage where nothing stands', {}, undefined],
  ];
  for (const [what, execution, keys] of handlers) {
    test(`has of its handlers ${what}`, () => {
      assert.deepEqual(
        definition({ execution }).main?.map(({ key }) => key),
        keys,
      );
    });
  }

  const wrong: readonly (readonly [text: string, message: RegExp])[] = [
    ['{', /^task\.json is not JSON: /],
    ['[]', /the id '' is not a GUID/],
    [JSON.stringify({ ...least, id: 'x' }), /the id 'x' is not a GUID/],
    [JSON.stringify({ ...least, name: '../up' }), /'\.\.\/up' is not a name of a task/],
    [JSON.stringify({ ...least, version: { Major: 1 } }), /'1\.\.' is not a version of three numbers/],
  ];
  for (const [text, message] of wrong) {
    test(`is refused: ${message.source}`, () => {
      assert.throws(
        () => readDefinition(text),
        (error: unknown) => error instanceof TaskPackageError && message.test(error.message),
      );
    });
  }
});

function t(target: string) {
  return { target };
}

describe('a reference to a version', () => {
  const versions = ['1.0.0', '2.9.0', '2.10.1', '2.10.0', '3.0.0'].map(text => parseVersion(text) ?? assert.fail(text));
  const cases: readonly (readonly [wanted: string, found: string | undefined])[] = [
    ['', '3.0.0'],
    ['2', '2.10.1'],
    ['2.9', '2.9.0'],
    ['2.10.0', '2.10.0'],
    ['2.10.7', undefined],
    ['4', undefined],
    ['x', undefined],
    ['1.0.0.0', undefined],
  ];
  for (const [wanted, found] of cases) {
    test(`'${wanted}' is ${found ?? 'none'}`, () => {
      const version = selectVersion(versions, each => each, wanted);
      assert.equal(version && `${version.major}.${version.minor}.${version.patch}`, found);
    });
  }

  test('the numbers of versions are compared as numbers', () => {
    const [a, b] = [parseVersion('2.9.0'), parseVersion('2.10.0')];
    assert.ok(a && b && compareVersions(a, b) < 0);
  });
});

describe('a visibleRule', () => {
  const inputs: Readonly<Record<string, string>> = { type: 'File', mode: 'fast' };
  const cases: readonly (readonly [rule: string, isShown: boolean])[] = [
    ['', true],
    ['type = file', true],
    ['type=file', true],
    ['type == inline', false],
    ['type != inline', true],
    ['other = x', false],
    ['type = file && mode = slow', false],
    ['type = inline || mode = fast', true],
    ['type = inline || type = file && mode = fast', true],
    ['mode startsWith fa', true],
    ['mode NotEndsWith st', false],
    ['mode contains as', true],
    ['mode NotContains as', false],
    ['no rule at all', true],
  ];
  for (const [rule, isShown] of cases) {
    test(`'${rule}' ${isShown ? 'shows' : 'hides'}`, () => {
      assert.equal(
        isVisible(rule, name => inputs[name] ?? ''),
        isShown,
      );
    });
  }
});
