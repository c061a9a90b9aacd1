import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { SourceFiles, Span } from '../../src/base/finding.ts';
import type { Compilation, SourceLine } from '../../src/plan/compilation.ts';
import { caseNames, compileCase } from './golden.ts';

const root = join(import.meta.dirname, '..', 'golden');
const pipeline = '/azure-pipelines.yml';

/** What the compiler prints for a word that was authored: either may stand where the other is looked for. */
const implied: readonly (readonly [printed: RegExp, authored: RegExp])[] = [
  [/^(stages|- stage: __default|jobs|- job: Job|steps)\b/, /\b(jobs|steps|phases)\b/],
  [/^- job: ''/, /^- (job|deployment)\b/],
  [
    /^(- )?(task|inputs|targetType|script|pwsh|condition: false|repository)\b/,
    /\b(script|bash|pwsh|powershell|checkout)\b/,
  ],
  [
    /^(- )?(task|inputs|alias|artifactName|path|condition: false|resourceName)\b/,
    /\b(download|publish|upload|reviewApp)\b/,
  ],
  [/^(- )?(task|inputs|\w+):/, /\b(getPackage|downloadBuild|package|build|connection|artifact)\b/],
  [/^(enabled: false|branches:|include:)/, /\b(trigger|pr)\b|none|\[|^- /],
  [
    /^(pool|name|strategy|maxParallel|container|alias|matrix|job)\b/,
    /\b(queue|server|phase|container|matrix|parallel)\b/,
  ],
  // Values given when the run is queued stand nowhere: their parameter's declaration stands for them.
  [/./, /^- name: .*\n +type: /],
];

/** Whether a line of finalYaml can come from a text: by what it says, by an expression, or by what it stands for. */
function comesFrom(printed: string, authored: string): boolean {
  const line = printed.trim();
  if (line === '' || authored.includes('${{')) return true;
  const bare = line.replace(/^(- )+/, '').replace(/^\? /, '');
  const [key = '', value = ''] = bare.split(/:(?: |$)(.*)/s);
  const words = [bare, ...[key, value, bare].map(unquoted)].filter(word => word !== '');
  const said = letters(authored);
  const isSaid = (word: string) => authored.includes(word) || (letters(word) !== '' && said.includes(letters(word)));
  if (words.some(isSaid)) return true;
  return implied.some(([from, to]) => from.test(line) && to.test(authored.trim()));
}

/** What escapes, quotes and folding leave alone. */
function letters(text: string): string {
  return text.replace(/\\(u[\da-f]{4}|U[\dA-F]{8}|.)|\W/g, '');
}

function unquoted(text: string): string {
  return /^'.*'$/.test(text) || /^".*"$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text.trim();
}

/** The lines that a span covers, whole. */
function linesOf({ file, start, end }: Span, files: SourceFiles): string {
  const text = files.get(file)?.text ?? '';
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', Math.max(start, end - 1));
  return text.slice(from, to === -1 ? undefined : to);
}

/** Whether each reference of a chain names the file that the next stands in, and the last one the file of the line itself. */
function isChain({ at, via }: SourceLine, files: SourceFiles): boolean {
  const places = [...via, at];
  if (places[0]?.file !== pipeline) return false;
  return via.every((span, index) => {
    const said = linesOf(span, files).replace(/^.*?template: */, '');
    const name = said.split('@')[0]?.split('/').at(-1) ?? '';
    const next = places[index + 1]?.file.split('@')[0] ?? '';
    return said.includes('${{') || next.endsWith(`/${unquoted(name.trim())}`);
  });
}

function faults({ finalYaml = '', sourceMap, files }: Compilation): readonly string[] {
  const lines = finalYaml.split('\n').slice(0, -1);
  if (lines.length !== sourceMap.length) return [`${lines.length} lines, ${sourceMap.length} entries`];
  return lines.flatMap((line, index) => {
    const entry = sourceMap[index];
    if (entry === undefined) return index === lines.length - 1 ? [] : [`line ${index + 1} has no source: ${line}`];
    const authored = linesOf(entry.at, files);
    const place = `line ${index + 1}, ${JSON.stringify(line)}, from ${entry.at.file}: ${JSON.stringify(authored.slice(0, 200))}`;
    if (!isChain(entry, files)) return [`wrong chain: ${place} via ${entry.via.map(span => linesOf(span, files))}`];
    return comesFrom(line, authored) ? [] : [place];
  });
}

describe('each line of finalYaml says which line of which file it comes from, and by which templates', () => {
  for (const name of caseNames(root)) {
    const compilation = compileCase(join(root, name));
    if (compilation.finalYaml === undefined) continue;
    test(name, () => assert.deepEqual(faults(compilation), []));
  }
});

test('a map that is off by one line would be noticed', () => {
  const compilation = compileCase(join(root, 'large/release-train'));
  const { sourceMap } = compilation;
  const shifted = { ...compilation, sourceMap: [...sourceMap.slice(1, -1), sourceMap[0], undefined] };
  assert.ok(faults(shifted).length > sourceMap.length / 10);
});
