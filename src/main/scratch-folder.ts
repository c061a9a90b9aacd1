import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How often the removal of a folder is tried to which a process that is being killed still writes. */
const tries = 3;

/** A new folder for temporary files, which goes when it is disposed of, and when this process ends before that. */
export function openScratchFolder(): Disposable & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: tries });
  const removeAtExit = (): void => {
    try {
      remove();
    } catch {
      // Nobody is left who could do anything about it.
    }
  };
  process.on('exit', removeAtExit);
  return {
    folder,
    [Symbol.dispose]() {
      process.off('exit', removeAtExit);
      remove();
    },
  };
}
