import { endsWord, isBlank, isBreak, isEnd, type Token, type Walker } from './walker.ts';

/** Reads an unquoted scalar; `indent` is the column of its collection, `endsAt` what ends it beside blanks. */
export function readPlain(walker: Walker, indent: number | undefined, endsAt: () => boolean): Token {
  const start = walker.pos;
  let end = start;
  let value = '';
  let between = '';
  for (;;) {
    if (walker.atDocumentIndicator() || walker.c() === '#') break;
    const from = walker.pos;
    while (!endsWord(walker.c()) && !endsAt()) walker.skip();
    if (walker.pos > from) {
      value += between + walker.text.slice(from, walker.pos);
      end = walker.pos;
    }
    if (!isBlank(walker.c()) && !isBreak(walker.c())) break;
    between = readBlanks(walker, false, () => {
      if (indent !== undefined && walker.column <= indent) walker.fail('yaml.plain-tab', start, walker.pos);
    });
    if (indent !== undefined && walker.column <= indent) break;
  }
  return { kind: 'scalar', start, end, value, style: 'plain' };
}

/** Reads a scalar between two of `quote`. */
export function readQuoted(walker: Walker, quote: string): Token {
  const start = walker.pos;
  let value = '';
  walker.skip();
  for (;;) {
    if (walker.atDocumentIndicator()) walker.fail('yaml.quoted-document', start, walker.pos);
    if (isEnd(walker.c())) walker.fail('yaml.quoted-end', start, walker.pos);
    let hasBreak = false;
    while (!endsWord(walker.c())) {
      if (quote === "'" && walker.c() === "'" && walker.c(1) === "'") {
        value += "'";
        walker.skip(2);
      } else if (walker.c() === quote) break;
      else if (quote === '"' && walker.c() === '\\' && isBreak(walker.c(1))) {
        walker.skip();
        walker.skipLine();
        hasBreak = true;
        break;
      } else if (quote === '"' && walker.c() === '\\') {
        value += readEscape(walker, start);
      } else {
        value += walker.c();
        walker.skip();
      }
    }
    if (walker.c() === quote) break;
    value += readBlanks(walker, hasBreak, () => undefined);
  }
  walker.skip();
  return { kind: 'scalar', start, end: walker.pos, value, style: quote === "'" ? 'single' : 'double' };
}

const simpleEscapes = new Map(
  [...'0abt\tnvfre "/\\N_LP'].map((c, i) => [c, '\0\x07\b\t\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029'[i]]),
);

function readEscape(walker: Walker, start: number): string {
  const length = { x: 2, u: 4 }[walker.c(1)] ?? 0;
  const digits = walker.text.slice(walker.pos + 2, walker.pos + 2 + length);
  if (!/^[0-9a-f]*$/i.test(digits) || digits.length < length) walker.fail('yaml.escape-digits', start, walker.pos + 2);
  const value = length > 0 ? String.fromCharCode(Number.parseInt(digits, 16)) : simpleEscapes.get(walker.c(1));
  if (value === undefined) return walker.fail('yaml.escape', start, walker.pos);
  walker.skip(2 + length);
  return value;
}

/** The blanks and breaks at the cursor as they count within a scalar. */
function readBlanks(walker: Walker, hasBreak: boolean, onTab: () => void): string {
  let blanks = '';
  let first = '';
  let others = '';
  let isFolding = hasBreak;
  while (isBlank(walker.c()) || isBreak(walker.c())) {
    if (isBlank(walker.c())) {
      if (isFolding && walker.c() === '\t') onTab();
      if (!isFolding) blanks += walker.c();
      walker.skip();
    } else if (isFolding) others += walker.skipLine();
    else {
      first = walker.skipLine();
      isFolding = true;
    }
  }
  if (!isFolding) return blanks;
  return first === '\n' ? others || ' ' : first + others;
}

/** Reads a literal or folded scalar of a collection at column `parentIndent`. */
export function readBlockScalar(walker: Walker, parentIndent: number): Token {
  const start = walker.pos;
  const isLiteral = walker.c() === '|';
  const { chomp, increment } = readHeader(walker, start);
  let end = walker.pos;
  while (isBlank(walker.c())) walker.skip();
  if (walker.c() === '#') walker.skipToBreak();
  if (isBreak(walker.c())) walker.skipLine();
  else if (!isEnd(walker.c())) walker.fail('yaml.block-header', start, walker.pos);
  let indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  let value = '';
  let leading = '';
  let wasBlank = false;
  let found = readEmptyLines(walker, { indent, parentIndent, start });
  indent = found.indent;
  while (walker.column === indent && !isEnd(walker.c())) {
    const blank = isBlank(walker.c());
    if (!isLiteral && leading === '\n' && !wasBlank && !blank) value += found.breaks === '' ? ' ' : '';
    else value += leading;
    value += found.breaks;
    wasBlank = blank;
    const from = walker.pos;
    walker.skipToBreak();
    end = walker.pos;
    value += walker.text.slice(from, end);
    leading = isBreak(walker.c()) ? walker.skipLine() : '';
    found = readEmptyLines(walker, { indent, parentIndent, start });
  }
  if (chomp !== '-') value += leading;
  if (chomp === '+') value += found.breaks;
  return { kind: 'scalar', start, end, value, style: isLiteral ? 'literal' : 'folded' };
}

function readHeader(walker: Walker, start: number): { chomp: string; increment: number } {
  walker.skip();
  const header = /^([+-]?)(\d?)([+-]?)/.exec(walker.text.slice(walker.pos, walker.pos + 3));
  const [, before = '', digit = '', after = ''] = header ?? [];
  const chomp = before || (digit === '' ? '' : after);
  if (digit === '0') walker.fail('yaml.block-indicator', start, walker.pos + before.length);
  walker.skip(digit.length + chomp.length);
  return { chomp, increment: Number(digit) };
}

function readEmptyLines(
  walker: Walker,
  { indent, parentIndent, start }: { indent: number; parentIndent: number; start: number },
): { indent: number; breaks: string } {
  let found = '';
  let deepest = 0;
  for (;;) {
    while ((indent === 0 || walker.column < indent) && walker.c() === ' ') walker.skip();
    deepest = Math.max(deepest, walker.column);
    if ((indent === 0 || walker.column < indent) && walker.c() === '\t')
      walker.fail('yaml.block-tab', start, walker.pos);
    if (!isBreak(walker.c())) break;
    found += walker.skipLine();
  }
  return { indent: indent === 0 ? Math.max(deepest, parentIndent + 1, 1) : indent, breaks: found };
}
