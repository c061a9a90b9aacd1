const opening = '${{';
const closing = '}}';

/** A stretch of a scalar: text, or what stands between `${{` and `}}`. */
export type Segment = { readonly isExpression: boolean; readonly text: string };

/** The stretches of a scalar in order, up to the first expression that is not closed, if there is one. */
export type Segments = { readonly all: readonly Segment[]; readonly areClosed: boolean };

export function hasExpression(text: string): boolean {
  return text.includes(opening);
}

export function readSegments(text: string): Segments {
  const all: Segment[] = [];
  let at = 0;
  for (let open = text.indexOf(opening); open !== -1; open = text.indexOf(opening, at)) {
    if (open > at) all.push({ isExpression: false, text: text.slice(at, open) });
    const start = open + opening.length;
    const close = findClose(text, start);
    if (close === -1) return { all, areClosed: false };
    all.push({ isExpression: true, text: text.slice(start, close) });
    at = close + closing.length;
  }
  if (at < text.length) all.push({ isExpression: false, text: text.slice(at) });
  return { all, areClosed: true };
}

/** Where the first `}}` outside single quotes stands. A doubled quote within a text closes and opens it, which comes to the same. */
function findClose(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const letter = text[i];
    if (letter === '}' && text[i + 1] === '}') return i;
    if (letter !== "'") continue;
    i = text.indexOf("'", i + 1);
    if (i === -1) return -1;
  }
  return -1;
}
