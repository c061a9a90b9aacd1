import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toByteText } from '../../src/agent/log/byte-text.ts';
import { LineCutter } from '../../src/agent/log/line-cutter.ts';
import { type Range, SecretSearch } from '../../src/agent/log/secret-search.ts';
import { Masker } from '../../src/agent/mask.ts';
import { addedSecrets, logLineBytes } from '../../src/base/limits.ts';

function maskerOf(...secrets: readonly string[]): Masker {
  const masker = new Masker();
  for (const secret of secrets) masker.add(secret);
  return masker;
}

describe('what is hidden', () => {
  const cases: readonly [what: string, secrets: readonly string[], text: string, masked: string][] = [
    ['nothing', [], 'plain', 'plain'],
    ['the secret', ['hunter2'], 'it is hunter2.', 'it is ***.'],
    ['each of them', ['one1', 'two2'], 'one1 two2 one1', '*** *** ***'],
    ['the longest of those that begin alike', ['abc', 'abcdef'], 'abcdef abc', '*** ***'],
    ['overlapping ones as one', ['abcd', 'cdef'], 'xabcdefx', 'x***x'],
    ['touching ones as one', ['abc', 'def'], 'abcdef', '***'],
    ['a repeated one as one', ['abc'], 'abcabc', '***'],
    ['one within another', ['secret', 'cre'], 'secret', '***'],
    ['one that overlaps itself', ['aba'], 'ababa', '***'],
    ['a single character', ['%'], '5%', '5***'],
    ['a single character beside a word', ['x', 'word'], 'x word', '*** ***'],
    ['UTF-8', ['pässwörd'], 'das pässwörd ✔', 'das *** ✔'],
    ['emoji', ['k😀y'], 'a k😀y b', 'a *** b'],
    ['signs of regular expressions', ['a.b*(c)[d]'], 'a.b*(c)[d] axb', '*** axb'],
    ['base64', ['hunter2'], 'aHVudGVyMg==', '***'],
    ['an address part', ['p@ss w/rd'], 'x=p%40ss%20w%2Frd', 'x=***'],
    ['every sign escaped in an address', ["it's(1)!"], 'it%27s%281%29%21', '***'],
    ['JSON', ['say "hi"\\now'], '{"v":"say \\"hi\\"\\\\now"}', '{"v":"***"}'],
    ['doubled backslashes', ['a\\b\\c'], 'a\\\\b\\\\c', '***'],
    ['escaped for commands', ['50% off\nnow'], '50%AZP25 off%0Anow', '***'],
    ['line ends escaped', ['a%b\nc'], 'a%b%0Ac', '***'],
    ['without its quotes', ['"quoted"'], 'quoted', '***'],
    ['without blank ends', ['  padded \n'], 'padded', '***'],
    ['several lines', ['first\nsecond'], 'a first\nsecond b', 'a *** b'],
    ['several lines with carriage returns', ['first\r\nsecond'], 'first\nsecond', '***'],
    ['not a single line of several', ['first\nsecond'], 'first\nthird', 'first\nthird'],
    ['the password of an address', [], 'https://me:s3cr3t@host/x', 'https://me:***@host/x'],
    ['no address without a password', [], 'https://me@host/x:y', 'https://me@host/x:y'],
    ['a secret cut in a character', ['a\uD83D'], 'a', 'a'],
  ];
  for (const [what, secrets, text, masked] of cases) {
    test(what, () => assert.equal(maskerOf(...secrets).mask(text), masked));
  }

  test('what a mask hint matches, also where it is not ASCII', () => {
    const masker = maskerOf('zz');
    masker.addPattern('tök[0-9]+');
    assert.equal(masker.mask('tök123zz x'), '*** x');
  });

  test('a mask hint that is no regular expression is an error that does not tell it', () => {
    assert.throws(() => new Masker().addPattern('(hunter2'), /^Error: A mask of the job is not a regular expression/);
  });

  test('secrets shorter than the setting stay', () => {
    const masker = new Masker(4);
    masker.add('abc');
    masker.add('abcd');
    assert.equal(masker.mask('abc abcd'), 'abc ***');
  });

  test('the very same text comes back when there is nothing to hide', () => {
    const text = 'a line\n';
    assert.equal(maskerOf('other').maskBytes(text), text);
  });

  test(`a job is full of secrets at ${addedSecrets}`, () => {
    const masker = new Masker();
    for (let index = 0; index < addedSecrets; index += 1) {
      assert.equal(masker.isFull, false);
      masker.add(`n${index}`);
    }
    assert.equal(masker.isFull, true);
    assert.equal(masker.mask(`-n${addedSecrets - 1}-`), '-***-');
  });
});

test('the search finds what looking at every place finds', () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const word = (length: number): string => Array.from({ length }, () => 'abc'[random(3)]).join('');
  for (let round = 0; round < 300; round += 1) {
    const forms = Array.from({ length: 1 + random(6) }, () => word(1 + random(6)));
    const search = new SecretSearch();
    for (const form of forms) search.add(form);
    const text = word(random(80));
    const found: Range[] = [];
    search.find(text, found);
    const covered = (ranges: readonly Range[]): string =>
      [...text].map((_, at) => (ranges.some(({ start, end }) => start <= at && at < end) ? '*' : '.')).join('');
    const expected = [...text].flatMap((_, start) =>
      forms.filter(form => text.startsWith(form, start)).map(form => ({ start, end: start + form.length })),
    );
    assert.equal(covered(found), covered(expected), `${forms.join(' ')} in ${text}`);
  }
});

/** What comes of a stream that arrives in pieces, masked piece by piece as the log does it. */
function through(masker: Masker, pieces: readonly Buffer[]): string {
  const cutter = new LineCutter(masker);
  const out = pieces.map(piece => masker.maskBytes(cutter.push(piece)));
  out.push(masker.maskBytes(cutter.end()));
  return Buffer.from(out.join(''), 'latin1').toString();
}

describe('a stream cut anywhere gives the same', () => {
  const key = '-----BEGIN KEY-----\nMIIE\nabc=\n-----END KEY-----';
  const cases: readonly [what: string, secrets: readonly string[], text: string, masked: string][] = [
    ['lines', [], 'one\ntwo\n\nthree', 'one\ntwo\n\nthree\n'],
    ['line ends of all kinds', [], 'a\r\nb\rc\n\rd\r\n', 'a\nb\nc\n\nd\n'],
    ['progress on one line', [], ' 10%\r 20%\r100%\n', ' 10%\n 20%\n100%\n'],
    ['a secret', ['hunter2'], 'a hunter2 b\nhunter2\n', 'a *** b\n***\n'],
    ['a secret in UTF-8', ['pässwörd✔'], 'ü pässwörd✔ ü\n', 'ü *** ü\n'],
    ['a secret without a line end', ['hunter2'], 'hunter2', '***\n'],
    ['a secret of several lines', [key], `before\n${key}\nafter\n`, 'before\n***\nafter\n'],
    ['with other line ends', [key], `before\r\n${key.replaceAll('\n', '\r\n')}\r\nafter\r\n`, 'before\n***\nafter\n'],
    ['the beginning of one', [key], `${key.slice(0, 24)}\nother\n`, '-----BEGIN KEY-----\nMIIE\nother\n'],
    ['one that begins anew', [key], `${key.slice(0, 20)}${key}\n`, `-----BEGIN KEY-----\n***\n`],
    ['one at the very end', [key], key, '***\n'],
    ['two that share a line', ['x\ny', 'y\nz'], 'x\ny\nz\n', '***\n'],
    ['one that begins with a line end', ['\nodd\n'], 'a\nodd\nb\n', 'a\n***\nb\n'],
  ];
  for (const [what, secrets, text, masked] of cases) {
    test(what, () => {
      const bytes = Buffer.from(text);
      assert.equal(through(maskerOf(...secrets), [bytes]), masked, 'whole');
      for (let at = 0; at <= bytes.length; at += 1) {
        assert.equal(
          through(maskerOf(...secrets), [bytes.subarray(0, at), bytes.subarray(at)]),
          masked,
          `cut at ${at}`,
        );
      }
      assert.equal(
        through(
          maskerOf(...secrets),
          [...bytes].map(byte => Buffer.from([byte])),
        ),
        masked,
        'byte by byte',
      );
    });
  }
});

describe('a line longer than the limit', () => {
  test('is continued on the next line, and no character is lost or cut', () => {
    const text = '0123456789ä'.repeat(logLineBytes / 5);
    const pieces = splitEvery(Buffer.from(`${text}\nend\n`), 65_536);
    const lines = through(new Masker(), pieces).split('\n');
    assert.ok(lines.length > 3);
    for (const line of lines) assert.ok(Buffer.byteLength(line) <= logLineBytes + 65_536);
    assert.equal(lines.join(''), `${text}end`);
  });

  test('is never cut within a secret', () => {
    const secret = 'a-secret-of-some-length-0123456789';
    for (let shift = 0; shift < secret.length + 2; shift += 1) {
      const text = `${'x'.repeat(logLineBytes - secret.length - 1 + shift)}${secret}${'y'.repeat(70_000)}`;
      const masked = through(maskerOf(secret), splitEvery(Buffer.from(text), 65_536));
      assert.equal(masked.replaceAll('\n', '').replace(/x+\*\*\*y+/, ''), '', `shifted by ${shift}`);
    }
  });

  test('is held in bounded memory, also where it is one secret after another', () => {
    const masker = maskerOf('aaaa');
    const cutter = new LineCutter(masker);
    const piece = Buffer.alloc(65_536, 'a');
    for (let count = 0; count < 64; count += 1) {
      for (const line of masker.maskBytes(cutter.push(piece)).split('\n'))
        assert.ok(['', '***'].includes(line), line.slice(0, 50));
    }
    assert.ok(toByteText(cutter.end()).length <= logLineBytes + piece.length);
  });
});

function splitEvery(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
