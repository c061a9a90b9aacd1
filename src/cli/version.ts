import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Set when the bundle is made, so that no file need be read for it. */
declare const bundledVersion: string;

/** Millrace's version, as package.json has it. */
export function version(): string {
  return typeof bundledVersion === 'string' ? bundledVersion : versionOfSources();
}

function versionOfSources(): string {
  const file = join(import.meta.dirname, '..', '..', 'package.json');
  const manifest: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return manifest.version;
}
