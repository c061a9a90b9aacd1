import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskRun } from '../tasks/task.ts';
import type { Git } from './git.ts';

/** Says which files of the repository are wanted: folders, which win, or patterns; all of them where the step names none. */
export async function chooseFiles({ inputs }: TaskRun, folder: string, git: Git): Promise<void> {
  const folders = words(inputs.text('sparseCheckoutDirectories'));
  const patterns = words(inputs.text('sparseCheckoutPatterns'));
  if (folders.length > 0) {
    await git.must(['sparse-checkout', 'init', '--cone']);
    await git.must(['sparse-checkout', 'set', ...folders]);
  } else if (patterns.length > 0) {
    await git.must(['sparse-checkout', 'init', '--no-cone']);
    await git.must(['sparse-checkout', 'set', '--no-cone', ...patterns]);
  } else if (existsSync(join(folder, '.git', 'info', 'sparse-checkout'))) {
    await git.must(['sparse-checkout', 'disable']);
  }
}

/** An option of git's own is no folder. */
function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(word => word !== '' && !word.startsWith('-'));
}
