import { toText } from '../convert.ts';
import { isArray } from '../evaluation/access.ts';
import type { Value } from '../value.ts';
import { upperCase } from '../values/letters.ts';
import { sizeOfItem, sizeOfText } from '../values/size.ts';
import type { Arguments } from './arguments.ts';

export function contains(args: Arguments): boolean {
  return upperCase(args.text(0)).includes(upperCase(args.text(1)));
}

export function startsWith(args: Arguments): boolean {
  return upperCase(args.text(0)).startsWith(upperCase(args.text(1)));
}

export function endsWith(args: Arguments): boolean {
  return upperCase(args.text(0)).endsWith(upperCase(args.text(1)));
}

/** Items that have no text count as empty; so does a second argument that is neither an array nor has a text. */
export function join(args: Arguments): string {
  const items = args.value(1);
  if (!isArray(items)) return toText(items) ?? '';
  const separator = items.length > 1 ? args.text(0) : '';
  let joined = '';
  for (const [index, item] of items.entries()) {
    const piece = `${index === 0 ? '' : separator}${toText(item) ?? ''}`;
    args.take(2 * piece.length);
    joined += piece;
  }
  return joined;
}

/** The separator is one exact text; an empty one separates nothing. */
export function split(args: Arguments): Value {
  const text = args.text(0);
  const separator = args.text(1);
  if (separator === '') return [text];
  const items: string[] = [];
  let start = 0;
  for (let end = text.indexOf(separator); end !== -1; end = text.indexOf(separator, start)) {
    items.push(text.slice(start, end));
    args.take(sizeOfItem(text.slice(start, end)));
    start = end + separator.length;
  }
  return [...items, text.slice(start)];
}

/** Unlike every comparison, this one regards case. */
export function replace(args: Arguments): string {
  const text = args.text(0);
  const wanted = args.text(1);
  const replacement = args.text(2);
  if (wanted === '') return text;
  let count = 0;
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) count++;
  args.take(sizeOfText(Math.max(0, text.length + count * (replacement.length - wanted.length))));
  return text.split(wanted).join(replacement);
}
