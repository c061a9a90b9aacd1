import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { caseNames, outcome } from './golden.ts';

const root = join(import.meta.dirname, '..', 'golden');
const kept = ['final.yml', 'plan.json', 'findings.txt', 'source-map.txt'];

/** Only cases that already have a source map keep one: it says little that the others do not. */
const optional = 'source-map.txt';

describe('a pipeline of test/golden compiles to what stands beside it (UPDATE_GOLDEN=1 rewrites)', () => {
  for (const name of caseNames(root))
    test(name, () => {
      const folder = join(root, name);
      const given = outcome(folder);
      if (process.env.UPDATE_GOLDEN === '1') rewrite(folder, given);
      for (const file of kept) {
        const path = join(folder, file);
        if (existsSync(path)) assert.equal(given.get(file), readFileSync(path, 'utf8'), file);
        else assert.ok(file === optional || !given.has(file), `${file} is missing`);
      }
    });
});

function rewrite(folder: string, given: ReadonlyMap<string, string>): void {
  for (const file of kept) {
    const path = join(folder, file);
    const text = file === optional && !existsSync(path) ? undefined : given.get(file);
    if (text === undefined) rmSync(path, { force: true });
    else writeFileSync(path, text);
  }
}
