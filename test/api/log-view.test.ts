import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coloured, withoutColours } from '../../src/api/pages/ansi.ts';
import { type LogLine, linesOf } from '../../src/api/pages/log-lines.ts';
import { excerpt, logView } from '../../src/api/pages/log-view.ts';
import { shownLineBytes } from '../../src/base/limits.ts';

async function* pieces(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function linesIn(...texts: readonly string[]): Promise<readonly LogLine[]> {
  return Array.fromAsync(linesOf(pieces(...texts), 7));
}

function ansi(line: string): string {
  return coloured(line)
    .map(({ text }) => text)
    .join('');
}

async function view(...lines: readonly string[]): Promise<string> {
  return logView(await linesIn(lines.map(line => `${line}\n`).join(''))).text;
}

test('lines are read however their bytes come, without their stamps', async () => {
  const at = '2026-08-12T08:26:45.6800000Z';
  const expected = [
    { number: 7, text: 'zwei: äö', stamp: at, cutBytes: 0 },
    { number: 8, text: '', stamp: undefined, cutBytes: 0 },
    { number: 9, text: '2026 is no stamp', stamp: undefined, cutBytes: 0 },
  ];
  const text = `${at} zwei: äö\r\n\n2026 is no stamp`;
  assert.deepEqual(await linesIn(text), expected);
  assert.deepEqual(await linesIn(...(text.match(/.{1,3}/gsu) ?? [])), expected);
  assert.deepEqual(await linesIn(''), []);
  assert.deepEqual((await linesIn('a\n')).length, 1);
});

test('of a long line only the beginning is kept, and the rest is counted', async () => {
  const part = 'x'.repeat(1000);
  const [line, next] = await linesIn(...Array.from({ length: 100 }, () => part), '\nnext\n');
  assert.equal(line?.text.length, shownLineBytes);
  assert.equal(line.cutBytes, 100_000 - shownLineBytes);
  assert.equal(next?.text, 'next');
  assert.match(logView([line]).text, new RegExp(`<i>… and ${100_000 - shownLineBytes} bytes more</i>`));
});

const looks: Readonly<Record<string, string>> = {
  plain: 'plain',
  '\u001b[31mred\u001b[0m not': '<span class="f1">red</span> not',
  '\u001b[1;92mbold\u001b[22mthin\u001b[39m.': '<span class="f2 b">bold</span><span class="f2">thin</span>.',
  '\u001b[44mground\u001b[49m.': '<span class="g4">ground</span>.',
  '\u001b[38;5;196mred\u001b[m.': '<span class="f1">red</span>.',
  '\u001b[38;2;20;200;30mgreen\u001b[48;5;21mon blue':
    '<span class="f2">green</span><span class="f2 g4">on blue</span>',
  '\u001b[3;4;9mall\u001b[23;24;29m.': '<span class="i u s">all</span>.',
  'a\u001b[2Kb\u001b]0;title\u0007c\u001b]8;;https://x.example\u001b\\d\u001b(Bef\u001b': 'abcdef',
  'bell\u0007 nul\u0000 tab\tstays \u009b31m': 'bell nul tab\tstays 31m',
  '\u001b[31m<b>&"': '<span class="f1">&#60;b&#62;&#38;&#34;</span>',
  '\u001b[31" onclick="x': '" onclick="x'.replaceAll('"', '&#34;'),
  'see https://a.example/x?y=1&z=<2>.':
    'see <a href="https://a.example/x?y=1&#38;z=" rel="noreferrer noopener nofollow">https://a.example/x?y=1&#38;z=</a>&#60;2&#62;.',
  'javascript:alert(1) data:text/html,x': 'javascript:alert(1) data:text/html,x',
};

for (const [line, expected] of Object.entries(looks)) {
  test(`${JSON.stringify(line)} is shown in its colours`, () => {
    if (line.startsWith('\u001b[31"')) assert.doesNotMatch(ansi(line), /"/);
    else assert.equal(ansi(line), expected);
  });
}

test('what is left without colours is the text alone', () => {
  assert.equal(withoutColours('\u001b[31mred\u001b[0m\u0007 text'), 'red text');
});

test('a line full of what looks like sequences takes no long time to read', () => {
  for (const part of ['\u001b[', '\u001b]', 'http://', 'http://!', '\u001b[1;', '\u001bP'])
    assert.ok(ansi(part.repeat(shownLineBytes / part.length)).length >= 0);
});

test('marked lines say what they are, not by colour alone', async () => {
  assert.match(await view('##[error]no'), /<span class="l error"><b>Error:<\/b> no<\/span>/);
  assert.match(await view('##[warning]hm'), /<b>Warning:<\/b> hm/);
  assert.match(await view('##[debug]x'), /<b>Debug:<\/b> x/);
  assert.match(await view('##[section]Starting: x'), /<span class="l section">Starting: x<\/span>/);
  for (const line of ['##[command]cc x', '[command]cc x'])
    assert.match(await view(line), /<span class="unseen">Command: <\/span>cc x/);
  assert.match(await view('##[other]x'), /<span class="l">##\[other\]x<\/span>/);
  assert.match(await view('10 %\r20 %\r30 %'), /<span class="l">30 %<\/span>/);
});

test('groups are folded, but for one with an error in it', async () => {
  const text = await view('before', '##[group]Install', 'a', '##[endgroup]', '##[group]Test', '##[error]b', 'c');
  assert.match(text, /<details id="G8"><summary>.*Install.*<\/summary>.*>a<.*<\/details><details id="G11" open>/s);
  assert.match(text, /<b>Error:<\/b> b.*>c<.*<\/details><\/div>$/s);
  assert.equal([...text.matchAll(/<details/g)].length, 2);
  assert.doesNotMatch(await view('##[endgroup]', 'a'), /details|endgroup/);
  const nested = await view('##[group]a', '##[group]b', 'c', '##[endgroup]', '##[endgroup]', 'd');
  assert.equal([...nested.matchAll(/<details/g)].length, 2);
  assert.match(nested, /<\/details><div id="L12">.*>d</);
});

test('a group at the end of a log that grows is open', async () => {
  const lines = await linesIn('##[group]a\nb\n##[endgroup]\n##[group]c\nd\n');
  assert.match(logView(lines, true).text, /<details id="G7"><.*<details id="G10" open>/s);
});

test('an excerpt leads to the lines of the log', async () => {
  const { text } = excerpt(await linesIn('##[group]a\n##[endgroup]\n<b>\n'), line => `/x?l=${line}&y`);
  assert.match(text, /<a href="\/x\?l=9&#38;y">9<\/a><span class="l">&#60;b&#62;<\/span>/);
  assert.doesNotMatch(text, /endgroup/);
});
