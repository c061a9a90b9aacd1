/** Character codes of YAML's indicators, and the few classes the reader asks for. 0 stands for the end of the text. */
export const tab = 0x09;
export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
export const space = 0x20;
export const exclamation = 0x21;
export const doubleQuote = 0x22;
export const hash = 0x23;
export const percent = 0x25;
export const ampersand = 0x26;
export const singleQuote = 0x27;
export const asterisk = 0x2a;
export const plus = 0x2b;
export const comma = 0x2c;
export const dash = 0x2d;
export const dot = 0x2e;
export const zero = 0x30;
export const nine = 0x39;
export const colon = 0x3a;
export const lessThan = 0x3c;
export const greaterThan = 0x3e;
export const question = 0x3f;
export const atSign = 0x40;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
export const backtick = 0x60;
export const openBrace = 0x7b;
export const pipe = 0x7c;
export const closeBrace = 0x7d;
export const nextLine = 0x85;
export const lineSeparator = 0x2028;
export const paragraphSeparator = 0x2029;
export const byteOrderMark = 0xfeff;

/** YAML 1.1 knows five line breaks; the service's library still does. */
export function isBreak(c: number): boolean {
  return c === lineFeed || c === carriageReturn || c === nextLine || c === lineSeparator || c === paragraphSeparator;
}

export function isBlank(c: number): boolean {
  return c === space || c === tab;
}

/** Whether an indicator before `c` counts as one: a blank, a break or the end of the text. */
export function endsWord(c: number): boolean {
  return c === space || c === lineFeed || c === 0 || c === tab || isBreak(c);
}

export function isFlowIndicator(c: number): boolean {
  return c === comma || c === openBracket || c === closeBracket || c === openBrace || c === closeBrace;
}

export function isDigit(c: number): boolean {
  return c >= zero && c <= nine;
}

/** Letters, digits, `-` and `_`: what names of anchors, directives and tag handles are made of. */
export function isWordCharacter(c: number): boolean {
  return isDigit(c) || (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || c === dash || c === 0x5f;
}
