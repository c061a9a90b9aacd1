import { dirname, join } from 'node:path';
import { readPackage, type TaskPackage } from './package.ts';

/** The tasks that are shipped with Millrace as packages: name, id, major version, folder. */
const rows: readonly (readonly [name: string, id: string, major: number, folder: string])[] = [
  ['CopyFiles', '5bfb729a-a7c8-4a78-a7c3-8d717bb7c13c', 2, 'copy-files'],
  ['DeleteFiles', 'b7e8b412-0437-4065-9371-edc5881de25b', 1, 'delete-files'],
];

type TaskReference = { readonly id: string; readonly name: string; readonly version: string };

// In an installation each task is one file, in a folder beside the parts of the command line.
const isBundle = import.meta.filename.endsWith('.cjs');
const root = join(dirname(import.meta.filename), isBundle ? '../tasks' : 'built-in');

/** The folder of the shipped package that a step asks for, by id or, where there is none, by name; `undefined` where none is. */
export function shippedFolder({ id, name, version }: TaskReference): string | undefined {
  const major = Number(version.split('.')[0]);
  const row = rows.find(
    ([rowName, rowId, rowMajor]) =>
      rowMajor === major && (id === '' ? rowName.toLowerCase() === name.toLowerCase() : rowId === id.toLowerCase()),
  );
  return row && join(root, row[3]);
}

/** Reads a shipped package. Its handlers name the files of an installation; among the sources the same files are TypeScript. */
export async function readShipped(folder: string): Promise<TaskPackage> {
  const { definition } = await readPackage(folder);
  if (isBundle) return { folder, definition };
  const { main, prejob, postjob } = definition;
  const sources = Object.fromEntries(
    Object.entries({ main, prejob, postjob }).flatMap(([stage, handlers]) =>
      handlers === undefined
        ? []
        : [[stage, handlers.map(handler => ({ ...handler, target: handler.target.replace(/\.js$/, '.ts') }))]],
    ),
  );
  return { folder, definition: { ...definition, ...sources } };
}
