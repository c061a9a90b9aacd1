import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referencesOf } from '../../src/resources/step-references.ts';

const cases: readonly (readonly [inputs: Record<string, string>, expected: readonly string[]])[] = [
  [{ script: 'echo' }, []],
  [{ containerRegistry: 'hub' }, ['endpoint containerRegistry hub']],
  [{ ContainerRegistry: ' hub , other ' }, ['endpoint ContainerRegistry hub|other']],
  [{ secureFile: 'key.pem' }, ['securefile secureFile key.pem']],
  [{ serviceConnection: '$(connection)' }, []],
  [{ serviceConnection: '' }, []],
];

for (const [inputs, expected] of cases) {
  test(`the inputs ${JSON.stringify(inputs)} refer to ${expected.join(' and ') || 'nothing'}`, () => {
    const found = referencesOf(inputs).map(({ type, input, names }) => `${type} ${input} ${names.join('|')}`);
    assert.deepEqual(found, expected);
  });
}
