import { wording } from '../wording.ts';
import { isWhiteSpace } from './characters.ts';

/** A directive and its arguments as written. `text` is the key as the service's messages print it. */
export type Directive = { readonly text: string } & (
  | { readonly kind: 'if' | 'elseif'; readonly condition: string }
  | { readonly kind: 'else' | 'insert' }
  | { readonly kind: 'each'; readonly variable: string; readonly collection: string }
);

export type DirectiveError = { readonly kind: 'error'; readonly message: string };

const argumentCounts = { if: 1, elseif: 1, else: 0, each: 3, insert: 0 } as const;

type Keyword = keyof typeof argumentCounts;

const keywords: readonly Keyword[] = ['if', 'elseif', 'else', 'each', 'insert'];

/** The directive that an expression without its delimiters and the space around it is, `undefined` if it starts with no keyword. */
export function matchDirective(expression: string): Directive | DirectiveError | undefined {
  const keyword = keywordOf(expression);
  if (keyword === undefined) return undefined;
  const args = readWords(expression.slice(keyword.length));
  const expected = argumentCounts[keyword];
  // The service reads a bare `if` as the name of a value.
  if (args.length === 0 && expected > 0) return undefined;
  if (args.length !== expected) {
    return { kind: 'error', message: wording.directiveArguments(expected, keyword, args.length) };
  }
  return makeDirective(keyword, args);
}

function keywordOf(expression: string): Keyword | undefined {
  for (const keyword of keywords) {
    const isAlone = expression.length === keyword.length || isWhiteSpace(expression.charCodeAt(keyword.length));
    if (isAlone && expression.startsWith(keyword)) return keyword;
  }
  return undefined;
}

function makeDirective(
  kind: Keyword,
  [first = '', second = '', third = '']: readonly string[],
): Directive | DirectiveError {
  switch (kind) {
    case 'if':
    case 'elseif':
      return { kind, condition: first, text: keyText(kind, first) };
    case 'else':
    case 'insert':
      return { kind, text: keyText(kind) };
    case 'each':
      if (second !== 'in') return { kind: 'error', message: wording.eachForm(second) };
      return { kind, variable: first, collection: third, text: keyText(kind, first, second, third) };
  }
}

function keyText(...words: readonly string[]): string {
  return `\${{ ${words.join(' ')} }}`;
}

/** Splits at white space outside texts and parentheses; brackets hold nothing together, as in the service. */
function readWords(expression: string): readonly string[] {
  const words: string[] = [];
  let start = 0;
  let depth = 0;
  let isInText = false;
  for (let i = 0; i < expression.length; i++) {
    const letter = expression[i];
    if (letter === "'") isInText = !isInText;
    else if (isInText) continue;
    else if (letter === '(') depth++;
    else if (letter === ')') depth--;
    else if (depth === 0 && isWhiteSpace(expression.charCodeAt(i))) {
      if (start < i) words.push(expression.slice(start, i));
      start = i + 1;
    }
  }
  if (start < expression.length) words.push(expression.slice(start));
  return words;
}
