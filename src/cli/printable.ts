import { stripVTControlCharacters } from 'node:util';

const plainText = /^[ -~]*$/;

/** Text of the user's that may go to a terminal: nothing in it moves the cursor, changes colours or rings. A tab becomes a space. */
export function printable(text: string): string {
  if (plainText.test(text)) return text;
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ');
}
