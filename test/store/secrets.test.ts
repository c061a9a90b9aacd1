import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadOrCreateKey, openSecrets } from '../../src/store/secrets.ts';
import { many } from '../conformance/samples.ts';

const altered = /altered, or sealed with another key/;

describe('sealed texts', () => {
  const secrets = openSecrets(randomBytes(32));

  for (const text of ['', 'hunter2', 'Größe 測試 🚀', 'NUL \0', 'x'.repeat(1_000_000)]) {
    test(`${JSON.stringify(text.slice(0, 20))} comes back, and is not to be seen`, () => {
      const sealed = secrets.seal(text);
      assert.equal(secrets.open(sealed), text);
      assert.match(sealed, /^v1\.[A-Za-z0-9_-]+$/);
      if (text !== '') assert.ok(!Buffer.from(sealed.slice(3), 'base64url').includes(text));
    });
  }

  test('are different each time', () => {
    assert.notEqual(secrets.seal('same'), secrets.seal('same'));
  });

  test('do not open once a single bit is altered, anywhere', () => {
    const bytes = Buffer.from(secrets.seal('hunter2').slice(3), 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.throws(() => secrets.open(`v1.${changed.toString('base64url')}`), altered);
    }
  });

  test('do not open when cut short', () => {
    const sealed = secrets.seal('hunter2');
    for (let length = 0; length < sealed.length - 1; length += 1)
      assert.throws(() => secrets.open(sealed.slice(0, length)), /Not a sealed text|altered/);
  });

  test('do not open with another key', () => {
    assert.throws(() => openSecrets(randomBytes(32)).open(secrets.seal('hunter2')), altered);
  });

  for (const text of ['', 'hunter2', 'v1.', 'v2.AAAA', 'v1.%%%']) {
    test(`${JSON.stringify(text)} is none`, () => {
      assert.throws(() => secrets.open(text), /Not a sealed text/);
    });
  }

  test('ask for a key of 32 bytes', () => {
    for (const length of [0, 16, 31, 33]) assert.throws(() => openSecrets(new Uint8Array(length)), /has 32 bytes/);
  });
});

describe('a key file', () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-key-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  test('is made with its folder, for its owner alone, and read from then on', async () => {
    const file = join(folder, 'new', 'folder', 'key');
    const key = await loadOrCreateKey(file);
    assert.equal(key.length, 32);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await loadOrCreateKey(file), key);
    assert.equal(await readFile(file, 'utf8'), `${Buffer.from(key).toString('hex')}\n`);
  });

  test('of each place holds another key', async () => {
    const keys = await Promise.all([loadOrCreateKey(join(folder, 'one')), loadOrCreateKey(join(folder, 'two'))]);
    assert.notDeepEqual(keys[0], keys[1]);
  });

  test('that is made by many at once holds one key for all', { timeout: 60_000 }, async () => {
    const file = join(folder, 'many', 'key');
    const program = new URL('key-process.ts', import.meta.url).pathname;
    const elsewhere = many(3, () => outputOf(program, file));
    const here = many(20, async () => Buffer.from(await loadOrCreateKey(file)).toString('hex'));
    const keys = await Promise.all([...here, ...elsewhere]);
    assert.equal(new Set(keys).size, 1);
    assert.deepEqual(await readdir(join(folder, 'many')), ['key']);
  });

  for (const text of ['', 'short', 'x'.repeat(64), `${'a'.repeat(64)}\n${'b'.repeat(64)}`]) {
    test(`that holds ${JSON.stringify(text.slice(0, 8))}… is refused, and left as it is`, async () => {
      const file = join(folder, 'damaged');
      await writeFile(file, text);
      await assert.rejects(loadOrCreateKey(file), /damaged: it should hold 64 hex digits/);
      assert.equal(await readFile(file, 'utf8'), text);
    });
  }
});

async function outputOf(program: string, file: string): Promise<string> {
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pieces: Buffer[] = [];
  for await (const piece of child.stdout) pieces.push(piece);
  return Buffer.concat(pieces).toString().trim();
}
