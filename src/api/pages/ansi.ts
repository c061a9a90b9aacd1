import { type Markup, markup } from './markup.ts';

/** How a stretch of a line looks: classes of the style, by what sets them. */
type Look = { readonly ink?: string; readonly ground?: string; readonly marks: ReadonlySet<string> };

const plain: Look = { marks: new Set() };

/** A sequence that begins with an escape: a control sequence, a command up to its end, or one of two letters. */
const sequence =
  /\u001b(?:\[([0-9:;<=>?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])|\u001b/g;
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A line with the colours that it asks a terminal for; what else it asks a terminal for is left out. */
export function coloured(line: string): readonly Markup[] {
  const parts: Markup[] = [];
  let look = plain;
  let at = 0;
  for (const found of line.matchAll(sequence)) {
    parts.push(stretch(line.slice(at, found.index), look));
    at = found.index + found[0].length;
    if (found[2] === 'm') look = changed(look, found[1] ?? '');
  }
  parts.push(stretch(line.slice(at), look));
  return parts;
}

/** A line without anything that is meant for a terminal. */
export function withoutColours(line: string): string {
  return line.replace(sequence, '').replace(control, '');
}

function stretch(raw: string, { ink, ground, marks }: Look): Markup {
  const text = raw.replace(control, '');
  const classes = [...(ink === undefined ? [] : [ink]), ...(ground === undefined ? [] : [ground]), ...marks];
  if (text === '') return markup``;
  const linked = withLinks(text);
  return classes.length === 0 ? markup`${linked}` : markup`<span class="${classes.join(' ')}">${linked}</span>`;
}

const address = /https?:\/\/[^\s"'<>()[\]{}\u0000-\u001f]+[^\s"'<>()[\]{}.,;:!?\u0000-\u001f]/g;

/** A text in which addresses are links. They tell the other side nothing of where they stood. */
function withLinks(text: string): readonly (Markup | string)[] {
  const parts: (Markup | string)[] = [];
  let at = 0;
  for (const { 0: href, index } of text.matchAll(address)) {
    parts.push(text.slice(at, index), markup`<a href="${href}" rel="noreferrer noopener nofollow">${href}</a>`);
    at = index + href.length;
  }
  return [...parts, text.slice(at)];
}

const markOf: Readonly<Record<number, string>> = { 1: 'b', 2: 'd', 3: 'i', 4: 'u', 9: 's' };
const endOf: Readonly<Record<number, readonly string[]>> = { 22: ['b', 'd'], 23: ['i'], 24: ['u'], 29: ['s'] };

function changed(before: Look, parameters: string): Look {
  const codes = parameters.split(/[;:]/).map(Number);
  let look = before;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const [colour, used] = extended(codes.slice(at + 1));
      look = code === 38 ? { ...look, ink: `f${colour}` } : { ...look, ground: `g${colour}` };
      at += used;
    } else look = withCode(look, code);
  }
  return look;
}

function withCode(look: Look, code: number): Look {
  const { ink, ground, marks } = look;
  if (code === 0) return plain;
  if (markOf[code] !== undefined) return { ...look, marks: new Set([...marks, markOf[code]]) };
  if (endOf[code] !== undefined) return { ...look, marks: marks.difference(new Set(endOf[code])) };
  if (code === 39) return { ...(ground === undefined ? {} : { ground }), marks };
  if (code === 49) return { ...(ink === undefined ? {} : { ink }), marks };
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return { ...look, ink: `f${code % 10}` };
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return { ...look, ground: `g${code % 10}` };
  return look;
}

/** The nearest of the eight colours to one of 256 or of all, and how many numbers told it. */
function extended([kind, ...rest]: readonly number[]): readonly [colour: number, used: number] {
  if (kind === 5) return [indexed(rest[0] ?? 0), 2];
  if (kind === 2) return [nearest(rest[0] ?? 0, rest[1] ?? 0, rest[2] ?? 0), 4];
  return [7, 1];
}

function indexed(index: number): number {
  if (index < 16) return index % 8;
  if (index >= 232) return index < 244 ? 0 : 7;
  const cube = index - 16;
  return nearest(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51);
}

function nearest(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue);
  const isIn = (part: number): boolean => most > 40 && part > most * 0.6;
  return (isIn(red) ? 1 : 0) + (isIn(green) ? 2 : 0) + (isIn(blue) ? 4 : 0);
}
