/** A text as its bytes of UTF-8, one character each. */
export function toBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The last `count` lines of a text of whole lines whose every character is a byte. */
export function lastLines(text: string, count: number): readonly string[] {
  let start = text.length;
  for (let found = 0; found < count && start > 0; found += 1) start = text.lastIndexOf('\n', start - 2) + 1;
  return linesOf(text.slice(start));
}

/** All lines of such a text. */
export function linesOf(text: string): readonly string[] {
  return text === '' ? [] : Buffer.from(text, 'latin1').toString().slice(0, -1).split('\n');
}
