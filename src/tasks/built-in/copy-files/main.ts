import { chmodSync, existsSync, mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { copyFile, readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { countOf, linesOf } from '../shared/inputs.ts';
import { runTask } from '../shared/run-task.ts';

type Copy = { readonly from: string; readonly to: string };

await runTask(async () => {
  const source = tl.getPathInput('SourceFolder', true, true) ?? '';
  const target = tl.getInput('TargetFolder', true) ?? '';
  const files = findFiles(source);
  console.log(`found ${files.length} files`);
  if (files.length === 0) return;
  await prepareTarget(target);
  const retries = countOf('retryCount', 0);
  for (const from of files) {
    const to = join(target, tl.getBoolInput('flattenFolders') ? basename(from) : relative(source, from));
    await repeatedly(retries, () => copy({ from, to }));
  }
});

/** Files alone: folders come along with what is in them. Links are followed. */
function findFiles(source: string): readonly string[] {
  const options = { allowBrokenSymbolicLinks: false, followSpecifiedSymbolicLink: true, followSymbolicLinks: true };
  const found = tl.findMatch(source, [...linesOf('Contents')], options);
  return found.filter(path => !statSync(path).isDirectory());
}

async function prepareTarget(target: string): Promise<void> {
  if (tl.getBoolInput('CleanTargetFolder') && existsSync(target)) {
    console.log(`Cleaning target folder: ${target}`);
    for (const name of await readdir(target)) rmSync(join(target, name), { recursive: true, force: true });
  }
  makeFolder(target);
}

async function copy({ from, to }: Copy): Promise<void> {
  makeFolder(dirname(to));
  const there = statSync(to, { throwIfNoEntry: false });
  if (there?.isDirectory()) {
    throw new Error(`Unable to copy '${from}': there is a folder at '${to}'.`);
  }
  if (there !== undefined && !tl.getBoolInput('OverWrite')) {
    console.log(`File ${from} already exist at ${to}`);
    return;
  }
  console.log(`Copying ${from} to ${to}`);
  if (there !== undefined) chmodSync(to, there.mode | 0o200);
  await copyFile(from, to);
  if (tl.getBoolInput('preserveTimestamp')) {
    const { atime, mtime } = statSync(from);
    utimesSync(to, atime, mtime);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (failure) {
    if (!tl.getBoolInput('ignoreMakeDirErrors')) throw failure;
    tl.debug(`${path} could not be made: ${failure}`);
  }
}

async function repeatedly(retries: number, work: () => Promise<void>): Promise<void> {
  for (let left = retries; ; left -= 1) {
    try {
      return await work();
    } catch (failure) {
      if (left <= 0) throw failure;
      console.log(`${failure instanceof Error ? failure.message : failure} Tries left: ${left}.`);
      await sleep(countOf('delayBetweenRetries', 1000));
    }
  }
}
