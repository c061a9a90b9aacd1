import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { documents, withoutDocuments } from '../api/support/vendor-documents.ts';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'rest-coverage.mjs');

function check(...flags: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  return spawnSync(process.execPath, [script, '--check', ...flags], { encoding: 'utf8' });
}

test('the manual lists the operations that are served: else run node scripts/rest-coverage.mjs', () => {
  const { status, stderr } = check();
  assert.equal(status, 0, stderr);
});

test("docs/rest-not-served.md lists what of the vendor's documents is not", { skip: withoutDocuments }, () => {
  const { status, stderr } = check('--openapi', documents);
  assert.equal(status, 0, `${stderr}run node scripts/rest-coverage.mjs --openapi FOLDER`);
});
