/** The service's rules for letters are those of .NET's invariant culture: one letter for one letter, and the Turkish i's stay. */
const noUpper = 'ı';
const noLower = 'İ';

export function upperCase(text: string): string {
  return isAscii(text) ? text.toUpperCase() : mapLetters(text, upperLetter);
}

export function lowerCase(text: string): string {
  return isAscii(text) ? text.toLowerCase() : mapLetters(text, lowerLetter);
}

/** Compares without regard to case, up to the first letter that differs: below 0, 0 or above 0. */
export function compareTexts(left: string, right: string): number {
  const common = Math.min(left.length, right.length);
  for (let i = 0; i < common; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    const difference = a === b ? 0 : upperUnit(a) - upperUnit(b);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function upperUnit(code: number): number {
  if (code < 128) return code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
  return upperLetter(String.fromCharCode(code)).charCodeAt(0);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return false;
  }
  return true;
}

function mapLetters(text: string, map: (letter: string) => string): string {
  let mapped = '';
  for (const letter of text) mapped += map(letter);
  return mapped;
}

function upperLetter(letter: string): string {
  const upper = letter.toUpperCase();
  return upper.length === letter.length && letter !== noUpper ? upper : letter;
}

function lowerLetter(letter: string): string {
  const lower = letter.toLowerCase();
  return lower.length === letter.length && letter !== noLower ? lower : letter;
}
