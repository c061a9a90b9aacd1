import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CommandError } from '../../src/cli/errors.ts';
import { readDeclared } from '../../src/main/local-resources/read-declared.ts';

let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-resources-'));
  await writeFile(join(folder, 'a.pem'), 'key');
});

after(() => rm(folder, { recursive: true }));

async function read(text: string, env: Readonly<Record<string, string>> = {}) {
  const file = join(folder, 'resources.yml');
  await writeFile(file, text);
  return readDeclared(file, env);
}

describe('a file of resources', () => {
  test('says what runs have, secrets from the environment and paths from its folder', async () => {
    const text = `
variableGroups: { g: { plain: 1, key: { fromEnvironment: KEY } } }
secureFiles: { b.pem: a.pem }
serviceConnections: { c: { url: 'http://host', authorization: { scheme: Token, parameters: { apitoken: { fromEnvironment: KEY } } } } }
pipelines: { up: . }
`;
    assert.deepEqual(await read(text, { KEY: 'sesame' }), {
      variableGroups: { g: { plain: { value: '1', isSecret: false }, key: { value: 'sesame', isSecret: true } } },
      secureFiles: { 'b.pem': join(folder, 'a.pem') },
      serviceConnections: {
        c: { type: 'generic', url: 'http://host', data: {}, scheme: 'Token', parameters: { apitoken: 'sesame' } },
      },
      pipelines: { up: folder },
      withheld: ['KEY', 'KEY'],
    });
  });

  for (const [text, problem] of [
    ['secureFile: {}', "(Line: 1, Col: 1): Unexpected value 'secureFile'. Known here: variableGroups, "],
    ['variableGroups:\n  g: { x: [1] }', '(Line: 2, Col: 11): A text was expected.'],
    ['variableGroups:\n  g: { x: {} }', '(Line: 2, Col: 11): A secret says where it is read from'],
    ['variableGroups:\n  g: { x: { fromEnvironment: NONE } }', ': There is no environment variable NONE.'],
    ['variableGroups: []', '(Line: 1, Col: 17): A mapping was expected.'],
    ['secureFiles: { a: none.pem }', ': There is no file '],
    ['secureFiles: { a: . }', ': There is no file '],
    ['pipelines: { a: a.pem }', ': There is no folder '],
    ['serviceConnections: { a: { type: git } }', "(Line: 1, Col: 26): A service connection needs a 'url'."],
    ['a: b: c', '(Line: 1, Col: '],
  ] as const) {
    test(`${JSON.stringify(text)} is refused with its place`, async () => {
      await assert.rejects(read(text), (error: unknown) => {
        assert.ok(error instanceof CommandError);
        assert.ok(error.message.includes(problem), error.message);
        assert.ok(error.message.startsWith(join(folder, 'resources.yml')), error.message);
        return true;
      });
    });
  }
});
