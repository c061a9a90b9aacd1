import { existsSync, rmSync } from 'node:fs';
import { sep } from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { linesOf } from '../shared/inputs.ts';
import { runTask } from '../shared/run-task.ts';

await runTask(() => {
  const source = tl.getPathInput('SourceFolder', true) ?? '';
  if (!existsSync(source)) {
    tl.setResult(tl.TaskResult.Succeeded, 'No files to delete.');
    return;
  }
  const found = matches(source);
  if (found.length === 0) console.log('No files to delete.');
  const all = tl.getBoolInput('RemoveSourceFolder') ? [...found, source] : found;
  // All are tried: one that is in use must not keep the others.
  const failed = all.filter(path => !remove(path));
  if (failed.length > 0) throw new Error("Couldn't delete one or more files");
});

/** What the patterns match, deepest first, so that a folder goes after what is in it. A name alone matches at any depth. */
function matches(source: string): readonly string[] {
  const options = { allowBrokenSymbolicLinks: true, followSpecifiedSymbolicLink: false, followSymbolicLinks: false };
  const found = tl.match(tl.find(source, options), [...linesOf('Contents')], source, {
    dot: tl.getBoolInput('RemoveDotFiles'),
    matchBase: true,
    nobrace: true,
  });
  return found.filter(path => path !== source).sort((a, b) => depth(b) - depth(a));
}

function depth(path: string): number {
  return path.split(sep).length;
}

function remove(path: string): boolean {
  try {
    console.log(`Deleting ${path}`);
    rmSync(path, { recursive: true, force: true });
    return true;
  } catch (failure) {
    tl.error(failure instanceof Error ? failure.message : String(failure));
    return false;
  }
}
