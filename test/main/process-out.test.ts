import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const processOut = new URL('../../src/main/process-out.ts', import.meta.url).href;

/** A program that writes to its standard output through a pipe, as `millrace run | …` does. */
function writer(program: string, output: 'pipe' | number = 'pipe') {
  const whole = `import { processOut } from ${JSON.stringify(processOut)};\nconst out = processOut(1);\n${program}`;
  const args = ['--no-warnings', '--input-type=module', '--eval', whole];
  return spawn(process.execPath, args, { stdio: ['ignore', output, 'pipe'] }) as ChildProcessByStdio<
    null,
    Readable,
    Readable
  >;
}

/** A device on which there is no room for anything. */
const fullDevice = '/dev/full';
const withoutFullDevice = existsSync(fullDevice) ? false : `there is no ${fullDevice}`;

test('pieces of every size reach a slow reader whole and in their order', async () => {
  const child = writer(`
    const sizes = [1, 16384, 3, 65536, 20, 300000, 5, 16383, 400000, 7];
    for (let round = 0; round < 20; round += 1)
      for (const [index, size] of sizes.entries()) {
        out.writeBytes(String.fromCharCode(0x80 + ((round * 7 + index) % 100)).repeat(size));
        await out.room();
      }
    await out.drained();
    out.write('é end');`);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of child.stdout) {
    hash.update(chunk);
    size += chunk.length;
    if (size < 1_000_000) await sleep(1);
  }
  const expected = createHash('sha256');
  const sizes = [1, 16384, 3, 65536, 20, 300000, 5, 16383, 400000, 7];
  for (let round = 0; round < 20; round += 1)
    for (const [index, length] of sizes.entries())
      expected.update(Buffer.alloc(length, 0x80 + ((round * 7 + index) % 100)));
  expected.update('é end');
  assert.equal(hash.digest('hex'), expected.digest('hex'));
});

test('who writes is told to wait while the reader does not read, and to go on when it does', async () => {
  const child = writer(`
    let added = 0;
    while (out.room() === undefined) {
      out.writeBytes('x'.repeat(65536));
      added += 65536;
    }
    process.stderr.write(String(added));
    await out.drained();`);
  const [said] = (await once(child.stderr, 'data')) as [Buffer];
  const added = Number(said);
  assert.ok(added < 2 * 1024 * 1024, `${added} bytes were taken without a reader`);
  let size = 0;
  for await (const chunk of child.stdout) size += chunk.length;
  assert.equal(size, added);
});

test('what the system will not take is said in a line, and ends the process', { skip: withoutFullDevice }, async () => {
  for (const size of [10, 100_000]) {
    const full = openSync(fullDevice, 'w');
    const child = writer(`out.writeBytes('x'.repeat(${size})); await out.drained();`, full);
    const said = await text(child.stderr as Readable);
    closeSync(full);
    if (child.exitCode === null) await once(child, 'exit');
    assert.deepEqual(
      [child.exitCode, said],
      [1, 'millrace: the output could not be written: ENOSPC: no space left on device, write\n'],
    );
  }
});

test('a reader that goes away in the middle of a large piece ends the process quietly', async () => {
  const child = writer(`
    for (;;) {
      out.writeBytes('x'.repeat(100000));
      await (out.room() ?? new Promise(setImmediate));
    }`);
  await once(child.stdout, 'readable');
  child.stdout.destroy();
  const [exitCode] = await once(child, 'exit');
  assert.deepEqual([exitCode, child.stderr.read()], [1, null]);
});
