import { DateTime, ObjectValue, type Value, Version } from '../value.ts';
import { dateText } from './dates.ts';
import { numberJson } from './numbers.ts';
import { versionText } from './versions.ts';

/** An array or object that is being written: its members still to come. */
type Open = { readonly members: Iterator<readonly [string, Value]>; readonly close: string; isEmpty: boolean };

/** Writes with a list of open containers instead of recursion, so that the depth of a value can't overflow the stack. */
export function writeJson(root: Value, take: (length: number) => void = () => {}): string {
  let text = '';
  const open: Open[] = [];
  const append = (piece: string): void => {
    take(piece.length);
    text += piece;
  };
  const write = (value: Value): void => {
    const container = openContainer(value);
    append(container === undefined ? scalarJson(value) : container.close === ']' ? '[' : '{');
    if (container !== undefined) open.push(container);
  };
  write(root);
  for (let container = open.at(-1); container !== undefined; container = open.at(-1)) {
    const next = container.members.next();
    if (next.done) {
      open.pop();
      append(container.isEmpty ? container.close : `${lineStart(open.length)}${container.close}`);
      continue;
    }
    const [prefix, value] = next.value;
    append(`${container.isEmpty ? '' : ','}${lineStart(open.length)}${prefix}`);
    container.isEmpty = false;
    write(value);
  }
  return text;
}

function openContainer(value: Value): Open | undefined {
  if (value instanceof ObjectValue) return { members: namedMembers(value), close: '}', isEmpty: true };
  return Array.isArray(value) ? { members: indexedMembers(value), close: ']', isEmpty: true } : undefined;
}

function* indexedMembers(items: readonly Value[]): Generator<readonly [string, Value], undefined> {
  for (const item of items) yield ['', item];
}

function* namedMembers(value: ObjectValue): Generator<readonly [string, Value], undefined> {
  for (const [name, member] of value.entries) yield [`${textJson(name)}: `, member];
}

function scalarJson(value: Value): string {
  if (typeof value === 'string') return textJson(value);
  if (typeof value === 'number') return numberJson(value);
  if (value instanceof Version) return textJson(versionText(value));
  if (value instanceof DateTime) return textJson(dateText(value));
  return String(value);
}

/** The service's writer escapes three line ends more than JSON asks for. */
function textJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0085\u2028\u2029]/g,
    end => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function lineStart(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}
