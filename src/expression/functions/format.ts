import { conversionMessage, kindOf, toText } from '../convert.ts';
import { formatDate } from '../date-format.ts';
import { fail } from '../evaluation/failure.ts';
import { DateTime, type Value } from '../value.ts';
import { wording } from '../wording.ts';
import type { Arguments } from './arguments.ts';

/** `{3:yyyy}` in a format. */
type Placeholder = { readonly argument: number; readonly specifiers: string; readonly end: number };

const largestArgument = 255;

/** `{0}` is the first argument after the format, `{{` and `}}` are braces. An argument that the format doesn't name isn't evaluated. */
export function format(args: Arguments): string {
  const pieces = new Pieces(args);
  const text = args.text(0);
  let at = 0;
  for (let brace = nextBrace(text, at); brace !== -1; brace = nextBrace(text, at)) {
    if (text[brace + 1] === text[brace]) {
      pieces.addText(text.slice(at, brace + 1));
      at = brace + 2;
      continue;
    }
    const placeholder = readPlaceholder(text, brace) ?? fail(wording.formatInvalid(text));
    if (placeholder.argument + 1 >= args.count) fail(wording.formatArgumentMissing(text));
    pieces.addText(text.slice(at, brace));
    pieces.addArgument(placeholder);
    at = placeholder.end;
  }
  pieces.addText(text.slice(at));
  return pieces.print();
}

/** Arguments are evaluated once the whole format proved right, as the service does, and each only once. */
class Pieces {
  readonly #args: Arguments;
  readonly #pieces: (string | Placeholder)[] = [];
  readonly #values = new Map<number, Value>();

  constructor(args: Arguments) {
    this.#args = args;
  }

  addText(text: string): void {
    if (text !== '') this.#pieces.push(text);
  }

  addArgument(placeholder: Placeholder): void {
    this.#pieces.push(placeholder);
  }

  print(): string {
    let printed = '';
    for (const piece of this.#pieces) {
      const text = typeof piece === 'string' ? piece : this.#printArgument(piece);
      this.#args.take(2 * text.length);
      printed += text;
    }
    return printed;
  }

  #printArgument({ argument, specifiers }: Placeholder): string {
    const value = this.#value(argument);
    const text = toText(value) ?? fail(conversionMessage(value, 'String'));
    return specifiers === '' ? text : formatWith(value, specifiers);
  }

  #value(argument: number): Value {
    const known = this.#values.get(argument);
    if (known !== undefined) return known;
    const value = this.#args.value(argument + 1);
    this.#values.set(argument, value);
    return value;
  }
}

function formatWith(value: Value, specifiers: string): string {
  const formatted = value instanceof DateTime ? formatDate(value.instant, specifiers) : undefined;
  return formatted ?? fail(wording.formatSpecifiersInvalid(specifiers, kindOf(value)));
}

function nextBrace(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const letter = text[i];
    if (letter === '{' || letter === '}') return i;
  }
  return -1;
}

function readPlaceholder(text: string, brace: number): Placeholder | undefined {
  const digits = text[brace] === '{' ? /^\d{1,9}/.exec(text.slice(brace + 1, brace + 10))?.[0] : undefined;
  if (digits === undefined || Number(digits) > largestArgument) return undefined;
  const argument = Number(digits);
  const after = brace + 1 + digits.length;
  if (text[after] === '}') return { argument, specifiers: '', end: after + 1 };
  return text[after] === ':' ? readSpecifiers(text, after + 1, argument) : undefined;
}

/** Up to the closing brace; `}}` is a brace within. */
function readSpecifiers(text: string, start: number, argument: number): Placeholder | undefined {
  let end = text.indexOf('}', start);
  while (end !== -1 && text[end + 1] === '}') end = text.indexOf('}', end + 2);
  if (end === -1) return undefined;
  return { argument, specifiers: text.slice(start, end).replaceAll('}}', '}'), end: end + 1 };
}
