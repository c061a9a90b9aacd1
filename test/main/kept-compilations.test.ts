import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptCompilations } from '../../src/main/kept-compilations.ts';
import { compile } from '../../src/plan/compile.ts';
import type { SourceReader } from '../../src/template/source-reader.ts';

/** Compiles files under their paths, below the alias for those of other repositories; counts how often. */
class Compiler {
  readonly kept = new KeptCompilations();
  count = 0;

  async yaml(key: string, files: Readonly<Record<string, string>>): Promise<string | undefined> {
    const reader: SourceReader = {
      read({ alias }, path) {
        const text = files[alias === 'self' ? path : `${alias}${path}`];
        return text === undefined ? { found: false, url: '', branch: '', version: '' } : { found: true, text };
      },
    };
    const compilation = await this.kept.of(
      key,
      async () => reader,
      own => {
        this.count += 1;
        return compile({ path: '/azure-pipelines.yml', reader: own });
      },
    );
    return compilation.finalYaml;
  }
}

const main = '/azure-pipelines.yml';

test('what was compiled once under a key is not compiled again', async () => {
  const compiler = new Compiler();
  const files = { [main]: 'steps:\n- template: a.yml\n', '/a.yml': 'steps:\n- bash: echo a\n' };
  const first = await compiler.yaml('one', files);
  assert.match(String(first), /echo a/);
  assert.equal(await compiler.yaml('one', files), first);
  assert.equal(compiler.count, 1);
  assert.match(String(await compiler.yaml('other', { ...files, '/a.yml': 'steps:\n- bash: echo b\n' })), /echo b/);
  assert.equal(compiler.count, 2);
});

test('what read another repository is compiled each time', async () => {
  const compiler = new Compiler();
  const text = `
resources:
  repositories:
  - repository: tools
    type: git
    name: tools
steps:
- template: a.yml@tools
`;
  for (const word of ['a', 'b']) {
    const files = { [main]: text, 'tools/a.yml': `steps:\n- bash: echo ${word}\n` };
    assert.match(String(await compiler.yaml('one', files)), new RegExp(`echo ${word}`));
  }
});

test('what has errors, or is long, is compiled each time', async () => {
  const compiler = new Compiler();
  const steps = Array.from({ length: 2_000 }, (_, index) => `- bash: echo ${index}\n`).join('');
  for (const text of ['stepz: []\n', `steps:\n${steps}`]) {
    compiler.count = 0;
    for (let time = 0; time < 2; time += 1) await compiler.yaml(text, { [main]: text });
    assert.equal(compiler.count, 2, text.slice(0, 20));
  }
});

test('only so many are kept: those that were asked for last', async () => {
  const compiler = new Compiler();
  const files = { [main]: 'steps:\n- bash: echo a\n' };
  for (let key = 0; key < 32; key += 1) await compiler.yaml(`${key}`, files);
  await compiler.yaml('0', files);
  await compiler.yaml('one more', files);
  assert.equal(compiler.count, 33);
  await compiler.yaml('0', files);
  assert.equal(compiler.count, 33);
  await compiler.yaml('1', files);
  assert.equal(compiler.count, 34);
});
