import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

/** Node's modules that take milliseconds to load, so that no file of a short command may import them at its top. */
const slow = ['crypto', 'http', 'https', 'sqlite', 'zlib'];

const commands: readonly (readonly [string, readonly string[]])[] = [
  ['a local run', ['../../src/cli/commands/run.ts', '../../src/main/local-run.ts']],
  ['a preview', ['../../src/cli/commands/preview.ts', '../../src/main/local-origin.ts']],
];

for (const [what, files] of commands) {
  test(`${what} loads none of ${slow.join(', ')}`, () => {
    const urls = files.map(file => new URL(file, import.meta.url).href);
    const program = `
      for (const url of ${JSON.stringify(urls)}) await import(url);
      process.getBuiltinModule('fs').writeSync(1, JSON.stringify(process.moduleLoadList));`;
    const args = ['--no-warnings', '--input-type=module', '--eval', program];
    const loaded: readonly string[] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    assert.ok(loaded.includes('NativeModule fs'));
    assert.deepEqual(
      slow.filter(name => loaded.includes(`NativeModule ${name}`)),
      [],
    );
  });
}
