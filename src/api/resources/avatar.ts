import { xmlText } from './xml-text.ts';

/** Somebody as a picture: the first letters of the name. */
export function avatarImage(displayName: string): string {
  const words = displayName.split(/[^\p{L}\p{N}]+/u).filter(word => word !== '');
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(word => [...(word ?? '')][0] ?? '');
  const text = letters.join('').toUpperCase() || '?';
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64" role="img">',
    `<title>${xmlText(displayName)}</title><rect width="64" height="64" fill="#3b5d7d"/>`,
    `<text x="32" y="41" text-anchor="middle" font-family="sans-serif" font-size="26" fill="#fff">${xmlText(text)}</text></svg>`,
  ].join('');
}
