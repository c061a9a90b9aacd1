import { createHash, randomInt } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Before the last four characters, so that programs that look for leaked secrets can tell ours. */
const marker = 'MLRC';

/** A new token as people copy it: 84 letters and digits, as long as the service's own. */
export function newTokenText(): string {
  return `${randomLetters(76)}${marker}${randomLetters(4)}`;
}

/** The form in which a token or secret is kept: SHA-256, hex. It is random and long, so it needs no salt. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function randomLetters(count: number): string {
  return Array.from({ length: count }, () => letters[randomInt(letters.length)]).join('');
}
