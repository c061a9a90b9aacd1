import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../src/main/millrace.ts', import.meta.url));

test('a current folder that is gone is said in a line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-gone-'));
  const script = 'rmdir "$PWD" && exec "$0" --no-warnings "$@"';
  const { code, said } = await new Promise<{ code: unknown; said: string }>(resolve => {
    execFile('sh', ['-c', script, process.execPath, entry, 'run'], { cwd: folder }, (failure, _stdout, stderr) =>
      resolve({ code: failure?.code, said: stderr }),
    );
  });
  assert.deepEqual([code, said], [1, 'millrace: The current folder is not there any more.\n']);
});
