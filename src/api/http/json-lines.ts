/**
 * The lines of a text as `{"value":[…],"count":n}`, piece by piece as the text comes. The count stands last because it is known last;
 * clients do not depend on the order.
 */
export async function* jsonLines(text: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let count = 0;
  let rest = '';
  const written = (lines: readonly string[]): string => {
    const from = count;
    count += lines.length;
    return lines.map((line, index) => (from + index === 0 ? '' : ',') + JSON.stringify(line)).join('');
  };
  yield '{"value":[';
  for await (const bytes of text) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield written(lines);
  }
  rest += decoder.decode();
  if (rest !== '') yield written([rest]);
  yield `],"count":${count}}`;
}
