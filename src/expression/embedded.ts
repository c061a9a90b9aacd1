import { Memo } from './memo.ts';
import { parseExpression } from './parse.ts';
import { quoted, trimSpace } from './parsing/characters.ts';
import { type Directive, type DirectiveError, matchDirective } from './parsing/directive.ts';
import { type ExpressionError, isTextLiteral } from './parsing/parser.ts';
import { hasExpression, readSegments, type Segment, type Segments } from './parsing/segments.ts';
import type { Slot } from './slots.ts';
import type { Expression } from './tree.ts';
import { wording } from './wording.ts';

export type { Directive, DirectiveError } from './parsing/directive.ts';

/** What a scalar of YAML is made of. */
export type Embedded =
  /** No expression, or nothing but a text literal: `${{ 'a' }}` is as good as `a`. */
  | { readonly kind: 'literal'; readonly text: string }
  /** Exactly one expression, whose value stands for the scalar. */
  | { readonly kind: 'expression'; readonly tree: Expression }
  /** Text and expressions as one call of `format`, which gives a text. */
  | { readonly kind: 'mixed'; readonly tree: Expression }
  /** A well-formed directive, which may stand in place of a key only; `text` is how the service prints it. */
  | { readonly kind: 'directive'; readonly text: string }
  | EmbeddedError;

/** The first thing wrong with a scalar, which is all that the service tells of it. */
export type EmbeddedError = {
  readonly kind: 'error';
  readonly message: string;
  readonly noticed: ExpressionError['noticed'];
};

const read = new Memo<Embedded>();

/**
 * Reads a scalar, or a key that is no directive, for `${{ }}`. An expression ends at the first `}}` outside single quotes. Positions in
 * errors count within the expression; of names in mixed text within the `format` call, as in the service. `names` are loop variables.
 */
export function parseEmbedded(text: string, slot: Slot, names: Iterable<string> = []): Embedded {
  if (!hasExpression(text)) return { kind: 'literal', text };
  return read.of(text, slot, names, known => readEmbedded(text, slot, known));
}

function readEmbedded(text: string, slot: Slot, names: readonly string[]): Embedded {
  const segments = readSegments(text);
  const [first, second] = segments.all;
  if (segments.areClosed && first?.isExpression && second === undefined) return readWhole(first.text, slot, names);
  const message = firstMessage(segments) ?? (slot === 'parameterDefault' ? wording.expressionNotAllowed : undefined);
  if (message !== undefined) return errorOf({ message, noticed: 'reading' });
  const parsed = parseExpression(formatCall(segments.all), slot, names);
  return parsed.ok ? { kind: 'mixed', tree: parsed.tree } : errorOf(parsed.error);
}

/**
 * The directive that a key is: exactly one expression that starts with a lower-case keyword, with its arguments as texts, or what is wrong
 * with it. `undefined` for every other key.
 */
export function parseDirective(key: string): Directive | DirectiveError | undefined {
  if (!key.startsWith('${{')) return undefined;
  const { all, areClosed } = readSegments(key);
  const [first, second] = all;
  return areClosed && first?.isExpression && second === undefined ? matchDirective(trimSpace(first.text)) : undefined;
}

/** The inside of a value that is wholly `$[ … ]`, `undefined` for all other texts; space outside the brackets makes it one of those. */
export function runtimeExpression(text: string): string | undefined {
  return text.length > 3 && text.startsWith('$[') && text.endsWith(']') ? text.slice(2, -1) : undefined;
}

function readWhole(expression: string, slot: Slot, names: Iterable<string>): Embedded {
  const directive = matchDirective(trimSpace(expression));
  if (directive?.kind === 'error') return errorOf({ message: directive.message, noticed: 'reading' });
  if (directive !== undefined) return { kind: 'directive', text: directive.text };
  const parsed = parseExpression(expression, slot, names);
  if (!parsed.ok) return errorOf(parsed.error);
  const { tree } = parsed;
  return isTextLiteral(tree) ? { kind: 'literal', text: tree.value } : { kind: 'expression', tree };
}

/** The first thing wrong with the expressions of a mixed text. Names are not looked at: that waits for the evaluation. */
function firstMessage({ all, areClosed }: Segments): string | undefined {
  for (const segment of all) {
    const message = segment.isExpression ? messageOf(segment.text) : undefined;
    if (message !== undefined) return message;
  }
  return areClosed ? undefined : wording.expressionUnclosed;
}

function messageOf(expression: string): string | undefined {
  const directive = matchDirective(trimSpace(expression));
  if (directive !== undefined) {
    return directive.kind === 'error' ? directive.message : wording.directiveInline(directive.kind);
  }
  const parsed = parseExpression(expression, 'compile');
  return parsed.ok || parsed.error.noticed === 'evaluating' ? undefined : parsed.error.message;
}

/** The call that the service makes of a mixed text; its errors show it. */
function formatCall(segments: readonly Segment[]): string {
  const args: string[] = [];
  let format = '';
  for (const { isExpression, text } of segments) {
    format += isExpression ? `{${args.length}}` : text.replaceAll('{', '{{').replaceAll('}', '}}');
    if (isExpression) args.push(trimSpace(text));
  }
  return `format(${[quoted(format), ...args].join(', ')})`;
}

function errorOf({ message, noticed }: Pick<ExpressionError, 'message' | 'noticed'>): EmbeddedError {
  return { kind: 'error', message, noticed };
}
