import { LineIndex } from '../../../src/base/lines.ts';
import type { Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';

type Ban = { readonly pattern: RegExp; readonly only?: RegExp; readonly fix: string };

// Spelled so that this file does not match itself.
const bans: readonly Ban[] = [
  { pattern: /@ts-(?:ignore|nocheck|expect-error)/g, fix: 'give it the right type' },
  { pattern: /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/g, fix: 'do it, or open an issue and say nothing here' },
  { pattern: /(?<![A-Za-z0-9_.])\/(?:work|farm|root)\//g, fix: "a path of one developer's machine" },
  { pattern: /\b(?:describe|test|it|suite)\.only\(/g, only: /\.test\.ts$/, fix: 'it would silence all other tests' },
];

/** Words that may not stand in the tree. */
export function bannedWords(tree: Tree): readonly Violation[] {
  return [...tree.files].flatMap(([file, text]) =>
    bans
      .filter(({ only }) => only === undefined || only.test(file))
      .flatMap(({ pattern, fix }) =>
        [...text.matchAll(pattern)].map(match => ({
          file,
          line: new LineIndex(text).at(match.index).line,
          fix: `'${match[0].trim()}' ${fix}`,
        })),
      ),
  );
}
