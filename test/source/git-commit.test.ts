import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { readCommitFiles } from '../../src/source/git-commit.ts';
import { readChange, readCommit } from '../../src/source/git-history.ts';
import { inflate } from '../../src/source/inflate.ts';

describe('the words of a commit, read from files', () => {
  let folder: string;

  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=Äda L.', '-c', 'user.email=a@localhost', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();

  const messages = [
    'One line',
    'Größe: ✓\n\nand more of it',
    '\n\n  leading\nsecond',
    `${'long '.repeat(300)}\nsecond`,
    'x'.repeat(40_000),
  ];
  const versions: string[] = [];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-commit-'));
    git('init', '--quiet', '--initial-branch=main');
    for (const message of messages) {
      git('commit', '--quiet', '--allow-empty', '--cleanup=verbatim', '--message', message);
      versions.push(git('rev-parse', 'HEAD'));
    }
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  async function compare(): Promise<void> {
    for (const [index, version] of versions.entries()) {
      const words = readCommitFiles(folder, version);
      const known = await readCommit(folder, version);
      assert.equal(words?.author, known?.author);
      // One that is longer than what is read is cut; runs show 200 characters of it.
      assert.equal(words?.message.slice(0, 200), known?.message.slice(0, 200), messages[index] ?? '');
    }
  }

  test('are those that git gives, of an object of its own', compare);

  test('are those that git gives, of a packed object', async () => {
    git('repack', '-a', '-d', '-q', '--depth=0');
    await compare();
  });

  test('are left to git where a pack has only what differs from another commit', async () => {
    git('gc', '--quiet', '--aggressive', '--prune=now');
    for (const version of versions) {
      const words = readCommitFiles(folder, version);
      if (words !== undefined) assert.equal(words.author, (await readCommit(folder, version))?.author);
    }
    const given = versions.filter(version => readCommitFiles(folder, version) !== undefined);
    assert.ok(given.length > 0 && given.length < versions.length, `${given.length} of ${versions.length}`);
  });

  test('are nothing that git says of a signature, where its settings have it look at them', async () => {
    const tree = git('write-tree');
    const hand = 'Äda L. <a@localhost> 1700000000 +0000';
    const signature = '-----BEGIN SSH SIGNATURE-----\n U1NIU0lH\n -----END SSH SIGNATURE-----';
    const text = `tree ${tree}\nauthor ${hand}\ncommitter ${hand}\ngpgsig ${signature}\n\nsigned\n`;
    const options = ['-C', folder, 'hash-object', '-t', 'commit', '-w', '--stdin'];
    const version = execFileSync('git', options, { encoding: 'utf8', input: text }).trim();
    git('config', 'log.showSignature', 'true');
    assert.deepEqual(await readCommit(folder, version), { author: 'Äda L.', message: 'signed' });
    const change = await readChange(folder, { from: undefined, to: version });
    assert.deepEqual(change?.messages, ['signed']);
  });

  test('are left to git where a commit is in another encoding, or not there', () => {
    git('-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '--quiet', '--allow-empty', '--message', 'x');
    assert.equal(readCommitFiles(folder, git('rev-parse', 'HEAD')), undefined);
    assert.equal(readCommitFiles(folder, '1'.repeat(40)), undefined);
    assert.equal(readCommitFiles(join(folder, 'none'), '1'.repeat(40)), undefined);
  });
});

test('what zlib compressed is the same again, in every kind of block, and never more than was asked for', () => {
  const texts = [
    Buffer.from(''),
    Buffer.from('a'),
    Buffer.from('abc'.repeat(5_000)),
    randomBytes(70_000),
    Buffer.from(Array.from({ length: 3_000 }, (_, n) => `${n * n} word${n % 7}`).join(' ')),
  ];
  for (const text of texts) {
    for (const level of [0, 1, 6, 9]) {
      const packed = deflateSync(text, { level });
      assert.deepEqual(Buffer.from(inflate(packed, text.length + 1) ?? []), text);
      assert.deepEqual(Buffer.from(inflate(packed, 10) ?? []), text.subarray(0, 10));
    }
    const fixed = deflateSync(text, { strategy: 4 });
    assert.deepEqual(Buffer.from(inflate(fixed, text.length + 1) ?? []), text);
  }
});

test('bytes that zlib did not make are refused or end, and never hang', () => {
  const packed = deflateSync(Buffer.from('hello '.repeat(100)));
  for (let length = 0; length < packed.length - 6; length += 1)
    assert.equal(inflate(packed.subarray(0, length), 1_000), undefined, `${length}`);
  for (let n = 0; n < 2_000; n += 1) {
    const out = inflate(randomBytes(60), 10_000);
    assert.ok(out === undefined || out.length <= 10_000);
  }
});
