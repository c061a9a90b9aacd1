import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** The first sample of a language below a heading of a page of the manual. */
export function sampleBelow(page: string, heading: string, language = 'yaml'): string {
  const text = readFileSync(new URL(`../../docs/manual/${page}`, import.meta.url), 'utf8');
  const start = text.indexOf(`\n## ${heading}\n`);
  const fence = `\n\`\`\`${language}\n`;
  const sample = text.slice(text.indexOf(fence, start) + fence.length);
  assert.ok(start >= 0 && text.includes(fence, start), `${page} has no ${language} below '${heading}'.`);
  return sample.slice(0, sample.indexOf('```'));
}
