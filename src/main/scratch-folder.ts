import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../agent/remove-folder.ts';
import { messageOf } from '../base/message-of.ts';

/** A new folder for temporary files, which goes when it is disposed of, and when this process ends before that. Where it cannot be removed, that is told. */
export function openScratchFolder(): Disposable & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  const removeAtExit = (): void => removeOrTell(folder);
  process.on('exit', removeAtExit);
  return {
    folder,
    [Symbol.dispose]() {
      process.off('exit', removeAtExit);
      removeOrTell(folder);
    },
  };
}

/** Whatever was done in the folder has its own outcome. */
function removeOrTell(folder: string): void {
  try {
    removeFolder(folder);
  } catch (failure) {
    process.stderr.write(`millrace: ${folder} is left behind: ${messageOf(failure)}\n`);
  }
}
