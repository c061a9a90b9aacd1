import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileText, findingLines } from '../plan/compiling.ts';
import { hostilePipelines } from './hostile-pipelines.ts';

// What they take is measured by bench/hostile.ts; here it is enough that each ends, and how.
describe('pipelines made to exhaust the compiler', () => {
  for (const { name, files, finding } of hostilePipelines) {
    test(name, () => {
      const [first] = findingLines(compileText(files()));
      if (finding === undefined) assert.equal(first, undefined);
      else assert.ok(first?.startsWith(finding), `It said: ${first?.slice(0, 500)}`);
    });
  }

  test('a queue-time value of 4 MB', () => {
    const pipeline = `parameters:\n- name: o\n  type: object\nsteps: []\n`;
    const line = '__built-in-schema.yml: Maximum object size exceeded. Reduce the size of your YAML pipeline.';
    for (const o of [`[${'1,'.repeat(2_000_000)}1]`, '{"a":'.repeat(800_000), `[${'1,'.repeat(500_000)}1]`])
      assert.deepEqual(findingLines(compileText(pipeline, { templateParameters: { o } })), [line]);
  });
});
