import { xmlText } from './xml-text.ts';

/** What a badge says on its right side. */
export type BadgeState = 'succeeded' | 'partially succeeded' | 'failed' | 'canceled' | 'skipped' | 'never built';

const colors: Readonly<Record<BadgeState, string>> = {
  succeeded: '#2f7d32',
  'partially succeeded': '#b45309',
  failed: '#c62828',
  canceled: '#5f6368',
  skipped: '#5f6368',
  'never built': '#5f6368',
};

/** How wide a character is taken to be, in pixels at 11 px of a common sans-serif font. */
const characterWidth = 6.6;
const padding = 10;
const longestLabel = 100;

/** A badge as an SVG image: a label on the left, a state on the right. */
export function badgeImage(label: string, state: BadgeState): string {
  const name = label.slice(0, longestLabel);
  const left = widthOf(name);
  const right = widthOf(state);
  const text = (x: number, words: string) => `<text x="${x / 2}" y="14" text-anchor="middle">${words}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${xmlText(`${name}: ${state}`)}">`,
    `<title>${xmlText(`${name}: ${state}`)}</title>`,
    `<clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#555"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="${colors[state]}"/></g>`,
    '<g fill="#fff" font-family="Segoe UI,Verdana,DejaVu Sans,sans-serif" font-size="11">',
    `${text(left, xmlText(name))}${text(2 * left + right, state)}</g></svg>`,
  ].join('');
}

function widthOf(words: string): number {
  return Math.ceil([...words].length * characterWidth) + padding;
}
