import { dirname, join } from 'node:path';

/** The tasks that are shipped with Millrace as packages: name, id, major version, folder. */
export const shippedTasks: readonly (readonly [name: string, id: string, major: number, folder: string])[] = [
  ['ArchiveFiles', 'd8b84976-e99a-4b86-b885-4849694435b0', 2, 'archive-files'],
  ['CopyFiles', '5bfb729a-a7c8-4a78-a7c3-8d717bb7c13c', 2, 'copy-files'],
  ['DeleteFiles', 'b7e8b412-0437-4065-9371-edc5881de25b', 1, 'delete-files'],
  ['Docker', 'e28912f1-0114-4464-802a-a3a35437fd16', 2, 'docker'],
  ['DownloadSecureFile', '2a6ca863-f2ce-4f4d-8bcb-15e64608ec4b', 1, 'download-secure-file'],
  ['ExtractFiles', '5e1e3830-fbfb-11e5-aab1-090c92bc4988', 1, 'extract-files'],
  ['NodeTool', '31c75bbb-bcdf-4706-8d7c-4da6a1959bc2', 0, 'node-tool'],
  ['Npm', 'fe47e961-9fa8-4106-8639-368c022d43ad', 1, 'npm'],
  ['UseNode', '31c75bbb-bcdf-4706-8d7c-4da6a1959bc2', 1, 'use-node'],
  ['UsePythonVersion', '33c63b11-352b-45a2-ba1b-54cb568a29ca', 0, 'use-python-version'],
];

type TaskReference = { readonly id: string; readonly name: string; readonly version: string };

/** Whether this is an installation: there each task is one file, in a folder beside the program. */
export const isBundle = !import.meta.filename.endsWith('.ts');
/** The folder of all shipped packages. */
export const shippedRoot = join(dirname(import.meta.filename), isBundle ? 'tasks' : 'built-in');

/** The folder of the shipped package that a step asks for, by id or, where there is none, by name; `undefined` where none is. */
export function shippedFolder({ id, name, version }: TaskReference): string | undefined {
  const major = Number(version.split('.')[0]);
  const row = shippedTasks.find(
    ([rowName, rowId, rowMajor]) =>
      rowMajor === major && (id === '' ? rowName.toLowerCase() === name.toLowerCase() : rowId === id.toLowerCase()),
  );
  return row && join(shippedRoot, row[3]);
}
