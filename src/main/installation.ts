import { dirname, join } from 'node:path';

/** This file as it runs: from the sources, or as a part of the bundle `dist/program.js`. */
const file = import.meta.filename;
const isBundled = !file.endsWith('.ts');

/** The folder that holds package.json. */
export const packageFolder = isBundled ? dirname(dirname(file)) : dirname(dirname(dirname(file)));

/** What Node starts as `millrace`. */
export const entryFile = isBundled
  ? join(packageFolder, 'dist', 'millrace.cjs')
  : join(packageFolder, 'src', 'main', 'millrace.ts');
