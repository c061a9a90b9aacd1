import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { mayImport } from '../tidy/rooms.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const namesIn = (folder: string): readonly string[] => readdirSync(join(root, folder)).toSorted();

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...namesIn('src').map(room => `src/${room}/README.md`),
  ...['docs', 'docs/manual', 'docs/decisions'].flatMap(folder =>
    namesIn(folder).flatMap(name => (name.endsWith('.md') ? [`${folder}/${name}`] : [])),
  ),
];

/** The cells of the rows of a document's tables that begin with the pattern. */
function rows(text: string, first: RegExp): readonly (readonly string[])[] {
  return text.split('\n').flatMap(line => {
    const cells = line.split('|').slice(1, -1);
    return first.test(cells[0] ?? '') ? [cells.map(cell => cell.trim())] : [];
  });
}

test('every link leads to a file, and to a heading where it names one', () => {
  const broken = documents.flatMap(document =>
    linksOf(read(document))
      .filter(link => !leadsSomewhere(document, link))
      .map(link => `${document}: ${link}`),
  );
  assert.deepEqual(broken, []);
});

test('a link that leads nowhere is found', () => {
  assert.deepEqual(linksOf('[a](b.md) `[c](d.md)` [e](https://f)\n```\n[g](h)\n```\n[i](j.md#k)'), ['b.md', 'j.md#k']);
  assert.ok(!leadsSomewhere('docs/glossary.md', 'nothing.md'));
  assert.ok(!leadsSomewhere('docs/glossary.md', 'architecture.md#nothing'));
});

test('the manual lists each of its pages once', () => {
  const listed = linksOf(read('docs/manual/README.md')).toSorted();
  assert.deepEqual(
    listed,
    namesIn('docs/manual').filter(name => name !== 'README.md'),
  );
});

test('each decision has a number of its own, under which its file and the index have it', () => {
  const files = namesIn('docs/decisions').filter(name => name !== 'README.md');
  const expected = files.map(name => {
    const [, number = '', title = ''] = /^# (\d+)\. (.*)/.exec(read(`docs/decisions/${name}`)) ?? [];
    assert.equal(number.padStart(4, '0'), name.slice(0, 4), name);
    return [number, `[${title}](${name})`];
  });
  assert.equal(new Set(expected.map(([number]) => number)).size, files.length);
  assert.deepEqual(rows(read('docs/decisions/README.md'), /\d/), expected);
});

test('the glossary has each word once, in order', () => {
  const words = rows(read('docs/glossary.md'), /[a-z]/i)
    .slice(1)
    .map(([word = '']) => word);
  assert.ok(words.length > 50);
  assert.deepEqual(words, [...new Set(words)].toSorted(byName));
});

test('the architecture shows the rooms that there are, and what each may import', () => {
  const text = read('docs/architecture.md');
  const shown = rows(text, /^ `\w+` $/).map(([room = '', , , imports]) => [room.slice(1, -1), imports]);
  const there = Object.entries(mayImport).filter(([room]) => existsSync(join(root, 'src', room)));
  const expected = there.map(([room, others]) => [room, room === 'main' ? 'all' : others.join(', ') || 'none']);
  assert.deepEqual(shown, expected);
  const picture = /```\n([^]*?)```/.exec(text)?.[1] ?? '';
  assert.deepEqual(
    there.flatMap(([room]) => (new RegExp(`\\b${room}\\b`).test(picture) ? [] : [room])),
    [],
  );
});

function linksOf(text: string): readonly string[] {
  const prose = text.replace(/^```[^]*?^```|`[^`\n]*`/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => (/^https?:/.test(link) ? [] : [link]));
}

function leadsSomewhere(document: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const file = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(root, file))) return false;
  return heading === undefined || headingsOf(read(file)).includes(heading);
}

function headingsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase());
  return headings.map(title => title.replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}

/** By the word itself, without what is added to it. */
function byName(one: string, other: string): number {
  const [a, b] = [one, other].map(word => word.split(/,| \(/)[0]?.toLowerCase() ?? '') as [string, string];
  if (a !== b) return a < b ? -1 : 1;
  return one < other ? -1 : 1;
}
