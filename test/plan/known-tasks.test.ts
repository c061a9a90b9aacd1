import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TaskCatalogue } from '../../src/plan/tasks/catalogue.ts';

const id = '0f1e2d3c-0000-4000-8000-000000000005';
const versions = ['2.9.0', '1.0.0', '2.10.0', '3.0.0'].map(version => ({
  id,
  name: 'Greet',
  qualifiedName: 'fabrikam.hello.Greet',
  version,
  inputs: [{ name: `who${version}`, aliases: ['name'] }],
}));
const own = { id: '0f1e2d3c-0000-4000-8000-000000000006', name: 'CopyFiles', version: '2.999.0' };
const catalogue = new TaskCatalogue([...versions, own]);

describe('a task that is installed', () => {
  const cases: readonly (readonly [reference: string, version: string | undefined])[] = [
    ['Greet@2', '2.10.0'],
    ['greet@2.9.0', '2.9.0'],
    ['Greet@2.8.0', undefined],
    ['Greet@4', undefined],
    ['Greet', '3.0.0'],
    ['fabrikam.hello.greet@1', '1.0.0'],
    [`${id.toUpperCase()}@2`, '2.10.0'],
    ['CopyFiles@2', '2.999.0'],
  ];
  for (const [reference, version] of cases) {
    test(`'${reference}' is ${version ?? 'unknown'}`, () => {
      assert.equal(catalogue.find(reference)?.version.version, version);
    });
  }

  test('has the inputs of its version', () => {
    assert.deepEqual(catalogue.find('Greet@2.9.0')?.version.inputs?.[0]?.name, 'who2.9.0');
  });

  test('leaves the built-in ones of other names and versions alone', () => {
    assert.equal(catalogue.find('CopyFiles@1')?.task.name, 'CopyFiles');
    assert.equal(catalogue.find('CopyFiles@1')?.version.version, undefined);
    assert.equal(catalogue.find('Bash@3')?.version.version, undefined);
  });
});
