import { parseExpression } from './parse.ts';
import { quoted, trimSpace } from './parsing/characters.ts';
import { type Directive, type DirectiveError, matchDirective } from './parsing/directive.ts';
import { type ExpressionError, isTextLiteral } from './parsing/parser.ts';
import { hasExpression, readSegments, type Segment } from './parsing/segments.ts';
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
  | EmbeddedError;

/** `further` are the messages beyond the first, where several expressions of one scalar are wrong. */
export type EmbeddedError = {
  readonly kind: 'error';
  readonly message: string;
  readonly further: readonly string[];
  readonly noticed: ExpressionError['noticed'];
};

/**
 * Reads a scalar, or a key that is no directive, for `${{ }}`. An expression ends at the first `}}` outside single quotes. Positions in
 * errors count within the expression; of names in mixed text within the `format` call, as in the service. `names` are loop variables.
 */
export function parseEmbedded(text: string, slot: Slot, names: Iterable<string> = []): Embedded {
  if (!hasExpression(text)) return { kind: 'literal', text };
  const segments = readSegments(text);
  const [first, second] = segments.all;
  if (segments.areClosed && first?.isExpression && second === undefined) return readWhole(first.text, slot, names);
  const messages = messagesOf(segments.all);
  if (!segments.areClosed) messages.push(wording.expressionUnclosed);
  else if (slot === 'parameterDefault') messages.push(wording.expressionNotAllowed);
  const [message, ...further] = messages;
  if (message !== undefined) return { kind: 'error', message, further, noticed: 'reading' };
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
  if (directive !== undefined) {
    const message = directive.kind === 'error' ? directive.message : wording.unexpectedValue(directive.text);
    return errorOf({ message, noticed: 'reading' });
  }
  const parsed = parseExpression(expression, slot, names);
  if (!parsed.ok) return errorOf(parsed.error);
  const { tree } = parsed;
  return isTextLiteral(tree) ? { kind: 'literal', text: tree.value } : { kind: 'expression', tree };
}

/** What is wrong with the expressions of a mixed text, each for itself. Names are not looked at: that waits for the evaluation. */
function messagesOf(segments: readonly Segment[]): string[] {
  const messages: string[] = [];
  for (const segment of segments) {
    const message = segment.isExpression ? messageOf(segment.text) : undefined;
    if (message !== undefined) messages.push(message);
  }
  return messages;
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
  return { kind: 'error', message, further: [], noticed };
}
