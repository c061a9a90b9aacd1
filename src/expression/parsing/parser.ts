import { expressionDepth, expressionLength } from '../../base/limits.ts';
import type { Arity } from '../functions/arity.ts';
import type { Access, Expression } from '../tree.ts';
import { wording } from '../wording.ts';
import { trimSpace } from './characters.ts';
import { type Grammar, unknownArity } from './grammar.ts';
import { Lexer, startsOperand, type Token } from './lexer.ts';

/** What is wrong with an expression, in the service's words. */
export type ExpressionError = {
  readonly message: string;
  /** From 1, in the expression's text without the white space around it. */
  readonly position: number;
  /**
   * When the service notices: while it reads the file, so even in a branch that is not taken, or only when it evaluates the expression.
   */
  readonly noticed: 'reading' | 'evaluating';
};

export type Parsed =
  | { readonly ok: true; readonly tree: Expression }
  | { readonly ok: false; readonly error: ExpressionError };

/** A call or index that is still open, and the operands it has so far. The outermost holds the whole expression. */
type Frame = { readonly operands: Expression[] } & (
  | { readonly kind: 'whole' }
  | { readonly kind: 'call'; readonly name: string; readonly arity: Arity; readonly open: Token }
  | { readonly kind: 'index'; readonly object: Expression; readonly open: Token; isFilter: boolean }
);

export function parseWith(text: string, grammar: Grammar, names: Iterable<string>): Parsed {
  const trimmed = trimSpace(text);
  if (trimmed === '') return refusal(grammar.blank(text), 1);
  if (trimmed.length > expressionLength) return refusal(wording.tooLong(expressionLength), expressionLength + 1);
  const parsed = new Parser(trimmed, grammar, names).parse();
  if (parsed.ok && grammar.onlyTexts && !isTextLiteral(parsed.tree)) return refusal(wording.expressionNotAllowed, 1);
  return parsed;
}

export function isTextLiteral(tree: Expression): tree is Extract<Expression, { kind: 'literal' }> & { value: string } {
  return tree.kind === 'literal' && typeof tree.value === 'string';
}

function refusal(message: string, position: number): Parsed {
  return { ok: false, error: { message, position, noticed: 'reading' } };
}

/**
 * Takes one token after the other and keeps open calls in a list of its own, so no text can overflow the stack. Which of several errors
 * is reported, and where, is the service's order; each method returns the error that its token is.
 */
class Parser {
  readonly #text: string;
  readonly #grammar: Grammar;
  readonly #names: Iterable<string>;
  readonly #lexer: Lexer;
  readonly #frames: Frame[] = [];
  #top: Frame = { kind: 'whole', operands: [] };
  #last: Token | undefined;
  #deferred: ExpressionError | undefined;

  constructor(text: string, grammar: Grammar, names: Iterable<string>) {
    this.#text = text;
    this.#grammar = grammar;
    this.#names = names;
    this.#lexer = new Lexer(text);
  }

  parse(): Parsed {
    for (let token = this.#lexer.next(); token !== undefined; token = this.#lexer.next()) {
      const error = this.#take(token) ?? this.#checkDepth(token);
      if (error !== undefined) return { ok: false, error };
    }
    const error = this.#unclosed() ?? this.#deferred;
    if (error !== undefined) return { ok: false, error };
    const tree = this.#top.operands[0];
    if (tree === undefined) throw new Error('A well-formed expression has an operand (expression 1)');
    return { ok: true, tree };
  }

  #take(token: Token): ExpressionError | undefined {
    const last = this.#last;
    this.#last = token;
    switch (token.kind) {
      case 'literal':
        return this.#addOperand(token, last, {
          kind: 'literal',
          value: token.value,
          start: token.start,
          end: token.end,
        });
      case 'word':
        return this.#takeWord(token, last);
      case '.':
        return this.#takeDot(token, last);
      case '[':
        return this.#openIndex(token, last);
      case ']':
        return this.#closeIndex(token);
      case '*':
        return this.#takeStar(token, last);
      case ',':
        return this.#takeComma(token, last);
      case ')':
        return this.#closeCall(token, last);
      case 'malformed':
        return this.#error(wording.unrecognized, token);
      case '(':
      case 'property':
        return this.#error(wording.unexpected, token);
    }
  }

  #addOperand(token: Token, last: Token | undefined, operand: Expression): ExpressionError | undefined {
    if (!startsOperand(last)) return this.#error(wording.unexpected, token);
    this.#top.operands.push(operand);
    return undefined;
  }

  #takeWord(token: Token, last: Token | undefined): ExpressionError | undefined {
    const name = this.#raw(token);
    const lowered = name.toLowerCase();
    const arity = this.#grammar.arities.get(lowered);
    if (arity !== undefined) return this.#openCall(token, last, arity);
    const isKnown = this.#knows(lowered);
    if (!isKnown && this.#grammar.unknownNames === 'refuse') return this.#error(wording.unrecognized, token);
    if (!isKnown) this.#defer(wording.unrecognized, token);
    const isCall = this.#grammar.unknownNames !== 'refuse' && startsOperand(last) && this.#lexer.parenthesisFollows();
    if (isCall) return this.#openCall(token, last, unknownArity, isKnown);
    return this.#addOperand(token, last, { kind: 'named', name, start: token.start, end: token.end });
  }

  #openCall(token: Token, last: Token | undefined, arity: Arity, isContext = false): ExpressionError | undefined {
    if (!startsOperand(last)) return this.#error(wording.unexpected, token);
    const parenthesis = this.#lexer.next();
    if (parenthesis?.kind !== '(') return this.#error(wording.parenthesisExpected, token);
    if (isContext) this.#defer(wording.unexpected, parenthesis);
    this.#last = parenthesis;
    this.#push({ kind: 'call', name: this.#raw(token), arity, open: token, operands: [] });
    return undefined;
  }

  #closeCall(token: Token, last: Token | undefined): ExpressionError | undefined {
    const frame = this.#top;
    if (frame.kind !== 'call' || last?.kind === ',' || !frame.arity.accepts(frame.operands.length)) {
      return this.#error(wording.unexpected, token);
    }
    const { name, operands, open } = frame;
    this.#pop({ kind: 'call', name, args: operands, start: open.start, end: token.end });
    return undefined;
  }

  #takeComma(token: Token, last: Token | undefined): ExpressionError | undefined {
    const count = this.#top.operands.length;
    const isFit = this.#top.kind === 'call' && count > 0 && last?.kind !== ',' && this.#top.arity.continues(count);
    return isFit ? undefined : this.#error(wording.unexpected, token);
  }

  #takeDot(token: Token, last: Token | undefined): ExpressionError | undefined {
    const object = this.#operandFor(last);
    if (object === undefined) return this.#error(wording.unexpected, token);
    const next = this.#lexer.next();
    if (next === undefined) return this.#error(wording.propertyExpected, token);
    this.#last = next;
    const extent = { object, start: object.start, end: next.end };
    if (next.kind === 'property') return this.#wrap({ kind: 'property', name: this.#raw(next), ...extent });
    if (next.kind === '*') return this.#wrap({ kind: 'filter', ...extent });
    return this.#error(wording.unexpected, next);
  }

  #openIndex(token: Token, last: Token | undefined): ExpressionError | undefined {
    const object = this.#operandFor(last);
    if (object === undefined) return this.#error(wording.unexpected, token);
    this.#top.operands.pop();
    this.#push({ kind: 'index', object, open: token, isFilter: false, operands: [] });
    return undefined;
  }

  #closeIndex(token: Token): ExpressionError | undefined {
    const frame = this.#top;
    if (frame.kind !== 'index') return this.#error(wording.unexpected, token);
    const extent = { object: frame.object, start: frame.object.start, end: token.end };
    const index = frame.operands[0];
    if (index !== undefined) this.#pop({ kind: 'index', index, ...extent });
    else if (frame.isFilter) this.#pop({ kind: 'filter', ...extent });
    else return this.#error(wording.unexpected, token);
    return undefined;
  }

  #takeStar(token: Token, last: Token | undefined): ExpressionError | undefined {
    if (last?.kind !== '[' || this.#top.kind !== 'index') return this.#error(wording.unexpected, token);
    this.#top.isFilter = true;
    return undefined;
  }

  /** The operand that a dot or bracket after `last` steps into; there is none after a literal or an operator. */
  #operandFor(last: Token | undefined): Expression | undefined {
    switch (last?.kind) {
      case ')':
      case ']':
      case '*':
      case 'property':
      case 'word':
        return this.#top.operands.at(-1);
      default:
        return undefined;
    }
  }

  #wrap(access: Access): undefined {
    this.#top.operands[this.#top.operands.length - 1] = access;
    return undefined;
  }

  #push(frame: Frame): void {
    this.#frames.push(this.#top);
    this.#top = frame;
  }

  #pop(operand: Expression): void {
    this.#top = this.#frames.pop() ?? this.#top;
    this.#top.operands.push(operand);
  }

  #checkDepth(token: Token): ExpressionError | undefined {
    if (this.#frames.length < expressionDepth) return undefined;
    return { message: wording.tooDeep(expressionDepth), position: token.start + 1, noticed: 'reading' };
  }

  #unclosed(): ExpressionError | undefined {
    if (this.#top.kind === 'whole') return undefined;
    return this.#error(this.#top.kind === 'call' ? wording.unclosedFunction : wording.unclosedIndex, this.#top.open);
  }

  #knows(lowered: string): boolean {
    if (this.#grammar.contexts.includes(lowered)) return true;
    for (const known of this.#names) {
      if (known.toLowerCase() === lowered) return true;
    }
    return false;
  }

  #defer(what: string, token: Token): void {
    if (this.#grammar.unknownNames !== 'defer') return;
    this.#deferred ??= { ...this.#error(what, token), noticed: 'evaluating' };
  }

  #error(what: string, token: Token): ExpressionError {
    const position = token.start + 1;
    return { message: wording.located(what, this.#raw(token), position, this.#text), position, noticed: 'reading' };
  }

  #raw(token: Token): string {
    return this.#text.slice(token.start, token.end);
  }
}
