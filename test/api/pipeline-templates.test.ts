import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { compileText, findingLines } from '../plan/compiling.ts';
import { withGit } from './support/git-world.ts';
import { World } from './support/world.ts';

const asked = 'repositoryType=TfsGit&repositoryId=probe&api-version=5.1-preview.1';

type List = { readonly count: number; readonly value: readonly { readonly path: string; readonly content: string }[] };

test('pipelines are set up from files that are there', () =>
  withGit(async (world, folder) => {
    await folder.commit('files', {
      'azure-pipelines.yml': 'steps: []\n',
      'web/azure-pipelines.web.yaml': 'a: b\n',
      'other.yml': '',
    });
    const path = `/oracle/_apis/pipelines/configurations?${asked}`;
    const found = (await world.call('GET', path)).json<List>();
    assert.deepEqual(found.value, [
      { path: 'azure-pipelines.yml', content: 'steps: []\n', isBase64Encoded: false },
      { path: 'web/azure-pipelines.web.yaml', content: 'a: b\n', isBase64Encoded: false },
    ]);
    assert.equal((await world.call('GET', `${path}&branch=nope`)).statusCode, 404);
    const elsewhere = await world.call('GET', path.replace('TfsGit', 'GitHub'));
    assert.equal(elsewhere.statusCode, 400);
    assert.match(elsewhere.json<ErrorEnvelope>().message, /'GitHub' can not be read/);
  }));

test('or from a template, which the compiler reads', async () => {
  await using world = await World.open();
  const path = `/oracle/_apis/pipelines/Templates/recommendedtemplates?${asked}&branch=refs/heads/dev`;
  const { value } = (await world.call('GET', path)).json<List>();
  const content = value[0]?.content ?? '';
  assert.match(content, /^trigger:\n- "dev"$/m);
  assert.deepEqual(findingLines(compileText(content)), []);
});
