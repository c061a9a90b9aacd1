import { createHash } from 'node:crypto';
import type { Content } from './frame.ts';
import type { Visit } from './visit.ts';

/** Pages say how many minutes ago something was. */
const minuteMs = 60_000;

/** Names a page by what it shows and who looks at it. */
export function pageTag({ now, proof }: Visit, mark: string): string {
  const text = JSON.stringify([Math.floor(now / minuteMs), proof, mark]);
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** Names a page that is made already; the times that the browser counts on change nothing. */
export function tagOfContent(visit: Visit, { title, main }: Content): string {
  return pageTag(visit, title + main.text.replace(/(<span data-since="\d+">)[^<]*/g, '$1'));
}
