import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const root = mkdtempSync(join(tmpdir(), 'millrace-test-'));
const launcher = join(import.meta.dirname, '..', '..', 'millrace');

after(() => rmSync(root, { recursive: true, force: true }));

/**
 * A checkout whose Node only says what it was asked to start, and waits for what the launcher looks for meanwhile: the bundle's own way to
 * deal with the answer is in newer-sources.test.ts.
 */
for (const folder of ['.toolchain', 'dist', 'src/main', 'elsewhere'])
  mkdirSync(join(root, folder), { recursive: true });
copyFileSync(launcher, join(root, 'millrace'));
writeFileSync(
  join(root, '.toolchain', 'node-bin'),
  `#!/bin/sh
for each in "$@"; do echo "$each"; done
[ -z "\${MILLRACE_NEWER-}" ] || { until grep -qxF . "$MILLRACE_NEWER"; do sleep 0.01; done; cat "$MILLRACE_NEWER"; }
`,
);
for (const program of ['millrace', '.toolchain/node-bin']) chmodSync(join(root, program), 0o755);
symlinkSync('../millrace', join(root, 'elsewhere', 'link'));
const source = join(root, 'src', 'main', 'millrace.ts');
const files = ['package-lock.json', '.toolchain/stamp', 'src/main/millrace.ts', 'dist/built'];
for (const file of files) writeFileSync(join(root, file), '');
for (const file of ['src', 'src/main', 'package-lock.json']) setTime(file, 100);
setTime('.toolchain/stamp', 200);

function setTime(file: string, seconds: number): void {
  utimesSync(join(root, file), seconds, seconds);
}

function started(program: string, ...args: string[]): string[] {
  const lines = execFileSync(join(root, program), args, { encoding: 'utf8' }).trimEnd().split('\n');
  assert.equal(lines.shift(), '--disable-warning=ExperimentalWarning');
  return lines;
}

/** What a short command is started with, and what the launcher found meanwhile. */
function startedShort(program: string, ...args: string[]): { args: string[]; newer: string[] } {
  const [memory, ...lines] = execFileSync(join(root, program), args, { encoding: 'utf8' }).trimEnd().split('\n');
  assert.equal(memory, '--min-semi-space-size=4');
  assert.equal(lines.shift(), '--disable-warning=ExperimentalWarning');
  const asked = lines.splice(0, args.length + 1);
  return { args: asked, newer: lines };
}

test('the launcher starts what was built while no source is newer', () => {
  setTime('src/main/millrace.ts', 100);
  setTime('dist/built', 300);
  const program = join(root, 'dist', 'millrace.cjs');
  const link = `${root}/elsewhere/../dist/millrace.cjs`;
  assert.deepEqual(started('millrace', 'serve', '--port', '0'), [program, 'serve', '--port', '0']);
  assert.deepEqual(started('millrace'), [program]);
  assert.deepEqual(startedShort('elsewhere/link', 'run', 'a b'), { args: [link, 'run', 'a b'], newer: ['.'] });
});

test('it tells a short command that a source has changed, and starts the sources when it comes back', () => {
  setTime('dist/built', 300);
  setTime('src/main/millrace.ts', 400);
  const program = join(root, 'dist', 'millrace.cjs');
  assert.deepEqual(startedShort('millrace', 'run', '$x'), { args: [program, 'run', '$x'], newer: [source, '.'] });
  process.env.MILLRACE_SOURCES = '1';
  assert.deepEqual(started('millrace', 'run', '$x'), [source, 'run', '$x']);
  delete process.env.MILLRACE_SOURCES;
});

test('it starts the sources once one of them has changed, and where nothing was built', () => {
  setTime('dist/built', 300);
  setTime('src/main/millrace.ts', 400);
  assert.deepEqual(started('millrace', 'serve', '$x'), [source, 'serve', '$x']);
  setTime('src/main/millrace.ts', 100);
  setTime('src/main', 400);
  assert.deepEqual(started('millrace', 'agent'), [source, 'agent']);
  setTime('src/main', 100);
  assert.notDeepEqual(started('millrace', 'agent'), [source, 'agent']);
  rmSync(join(root, 'dist', 'built'));
  assert.deepEqual(started('millrace', 'preview'), [source, 'preview']);
});
