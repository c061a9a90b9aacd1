import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { compileText, findingLines } from './compiling.ts';
import { caseNames } from './golden.ts';

const root = join(import.meta.dirname, '..', 'golden');

/** What the service prints but does not take, and repositories that the text alone can't have. */
const outputOnly = /^ *(trigger|pr):\n +enabled: false$/m;

describe('finalYaml compiles to itself', () => {
  for (const name of caseNames(root)) {
    const path = join(root, name, 'final.yml');
    if (!existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    if (outputOnly.test(text) || /^parameters:$/m.test(text)) continue;
    test(name, () => {
      const compilation = compileText(text);
      assert.deepEqual(findingLines(compilation), []);
      assert.equal(compilation.finalYaml, text);
    });
  }
});
