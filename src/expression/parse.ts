import { Memo } from './memo.ts';
import { grammarOf } from './parsing/grammar.ts';
import { type Parsed, parseWith } from './parsing/parser.ts';
import type { Slot } from './slots.ts';

export type { ExpressionError, Parsed } from './parsing/parser.ts';

const parsed = new Memo<Parsed>();

/**
 * Parses an expression without its delimiters and checks its names and the number of arguments of its functions, as the service does
 * for the slot. White space around the text is ignored, also by positions. `names` are values known beside the slot's own, such as
 * loop variables, in any case. Never throws; takes time linear in the text.
 */
export function parseExpression(text: string, slot: Slot, names: Iterable<string> = []): Parsed {
  return parsed.of(text, slot, names, known => parseWith(text, grammarOf(slot), known));
}
