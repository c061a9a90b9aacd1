import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runCli } from '../../src/cli/program.ts';
import { fakeDoors } from './support/fake-doors.ts';
import { FakeIo } from './support/fake-io.ts';
import { folderWith } from './support/folder.ts';

const files = {
  '.git/': '',
  'doubtful.yml': 'steps:\n- script: echo ${{ variables.ghost }}\n- task: CopyFiles@2\n  inputs: {Contents: x}\n',
};

async function call(...argv: readonly string[]) {
  using folder = folderWith(files);
  const io = new FakeIo({ cwd: folder.path });
  const code = await runCli(argv, io, fakeDoors());
  return { code, out: io.out.text, err: io.err.text };
}

describe('what the service takes without a word', () => {
  test('is told by validate, which still is 0', async () => {
    const { code, err } = await call('validate', 'doubtful.yml');
    assert.equal(code, 0);
    const [first, second, ...others] = err.trim().split('\n');
    assert.match(first ?? '', /^warning: \/doubtful\.yml \(Line: 2, Col: 11\): Variable 'ghost' is empty here unless/);
    assert.equal(second, "warning: /doubtful.yml (Line: 3, Col: 9): Task CopyFiles@2 needs its input 'TargetFolder'.");
    assert.deepEqual(others, []);
  });

  test('is not told by preview, which says what the service says', async () => {
    const { code, err } = await call('preview', 'doubtful.yml');
    assert.deepEqual({ code, err }, { code: 0, err: '' });
  });
});

test('schema prints a JSON Schema', async () => {
  const { code, out, err } = await call('schema');
  assert.deepEqual({ code, err }, { code: 0, err: '' });
  assert.equal(JSON.parse(out).$schema, 'http://json-schema.org/draft-07/schema#');
});
