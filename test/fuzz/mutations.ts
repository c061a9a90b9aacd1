import fc, { type Arbitrary } from 'fast-check';
import type { Files } from '../plan/compiling.ts';

/** Pieces of text that mean something where they happen to land. */
const pieces = [
  ...[
    '',
    ' ',
    '  ',
    '\n',
    '\r',
    '\r\n',
    '\t',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u0000',
    '\ud83d',
    'é',
    '😀',
    '#',
    ' #',
    '---\n',
    '...\n',
  ],
  ...[
    ':',
    ': ',
    '- ',
    '? ',
    '|',
    '>-',
    '|2\n',
    "'",
    '"',
    "''",
    '\\',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '!t ',
    '%YAML 1.1\n',
    '@',
    '`',
    '~',
    'null',
    '<<: ',
  ],
  ...[
    '${{',
    '}}',
    '${{ if true }}:',
    '${{ if false }}:\n',
    '${{ else }}:',
    '${{ elseif 1 }}:',
    '${{ insert }}:',
    '${{ each x in parameters }}:',
    '${{ x }}',
    '${{ x.key }}',
    '${{ parameters }}',
    '${{ variables }}',
    "${{ '' }}",
    "${{ format('{0}', 1) }}",
    '$[ 1 ]',
    '$(a)',
  ],
  ...[
    '.',
    '*',
    '[0]',
    '.*',
    "['a']",
    '(',
    ')',
    'eq(',
    'and(',
    "'a'",
    '1',
    '1.2.3',
    '-',
    '0.5',
    'true',
    'False',
    'parameters.',
    'variables.',
  ],
  ...[
    'steps:',
    'jobs:',
    'stages:',
    'job:',
    'stage:',
    'script:',
    'template:',
    'template: azure-pipelines.yml',
    'parameters:',
    'variables:',
    'name:',
    'value:',
    'type: object',
    'default:',
    'extends:',
    'pool:',
    'trigger:',
    'dependsOn:',
    'condition:',
    'env:',
    'a',
    'A',
    'constructor',
    '__proto__',
  ],
] as const;

type Edit = { readonly at: number; readonly remove: number; readonly insert: string };

const edit: Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  insert: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
  ),
});

/** A text with a few changes: pieces put in and taken out, lines moved. */
function edited(text: string, edits: readonly Edit[]): string {
  let changed = text;
  for (const { at, remove, insert } of edits) {
    const start = Math.floor(at * changed.length);
    changed = changed.slice(0, start) + insert + changed.slice(start + remove);
  }
  return changed;
}

type Move = { readonly from: number; readonly to: number; readonly indent: number };

const move: Arbitrary<Move> = fc.record({ from: fc.nat(60), to: fc.nat(60), indent: fc.integer({ min: -4, max: 4 }) });

/** Copies lines to other places, where they may be deeper or less deep. */
function moved(text: string, moves: readonly Move[]): string {
  const lines = text.split('\n');
  for (const { from, to, indent } of moves) {
    const line = lines[from % lines.length] ?? '';
    const shifted = indent < 0 ? line.replace(new RegExp(`^ {0,${-indent}}`), '') : ' '.repeat(indent) + line;
    lines.splice(to % lines.length, 0, shifted);
  }
  return lines.join('\n');
}

/** One of the given sets of files, with changes in any of them. */
export function mutated(corpus: readonly Files[]): Arbitrary<Files> {
  const change = fc.record({
    file: fc.nat(5),
    edits: fc.array(edit, { maxLength: 3 }),
    moves: fc.array(move, { maxLength: 2 }),
  });
  const changes = fc.array(change, { minLength: 1, maxLength: 2 });
  return fc.tuple(fc.constantFrom(...corpus), changes).map(([files, list]) => {
    const result: Record<string, string> = { ...files };
    const paths = Object.keys(result);
    for (const { file, edits, moves } of list) {
      const path = paths[file % paths.length] ?? 'azure-pipelines.yml';
      result[path] = edited(moved(result[path] ?? '', moves), edits);
    }
    return result;
  });
}
