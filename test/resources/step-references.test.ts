import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindsOf } from '../../src/resources/referring-inputs.ts';
import { referencesOf } from '../../src/resources/step-references.ts';

const kindOf = kindsOf([]);

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
    const found = referencesOf(inputs, input => kindOf('builtin', input)).map(
      ({ type, input, names }) => `${type} ${input} ${names.join('|')}`,
    );
    assert.deepEqual(found, expected);
  });
}

test('an installed task says what its inputs refer to, in any of its versions', () => {
  const input = (name: string, type: string, aliases: readonly string[] = []) => ({ name, type, aliases });
  const first = [input('target', 'connectedService:Generic', ['where']), input('containerRegistry', 'string')];
  const kindOf = kindsOf([
    { definition: { id: 'A', inputs: first } },
    { definition: { id: 'a', inputs: [input('key', 'secureFile')] } },
  ]);
  const kinds = ['TARGET', 'where', 'containerRegistry', 'key', 'other'].map(name => kindOf('a', name));
  assert.deepEqual(kinds, ['endpoint', 'endpoint', undefined, 'securefile', undefined]);
});
