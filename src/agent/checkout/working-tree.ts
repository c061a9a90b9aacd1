import { existsSync, mkdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type ByteText, toByteText } from '../log/byte-text.ts';
import { removeFolder } from '../remove-folder.ts';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { copyFiles, copyFolder } from './copy-files.ts';
import { wantedSubmodules } from './fetch-options.ts';
import { Git, hasDotGit, localFolder } from './git.ts';
import type { CheckoutPlace } from './place.ts';
import { shareRepository } from './share-repository.ts';

type Copy = { readonly run: TaskRun; readonly source: string; readonly target: string };

/**
 * Copies a folder as it is into the job's folder: uncommitted changes and new files that git does not ignore are in the copy, deleted files
 * are not. Where the folder is a repository with a commit the copy is one too, with the same index; it borrows the objects and owns the rest,
 * so that nothing a step does reaches the original. A folder that git does not know is copied whole.
 */
export async function copyRepository(
  run: TaskRun,
  place: Extract<CheckoutPlace, { kind: 'repository' }>,
): Promise<void> {
  const source = localFolder(place.repository.url);
  if (source === undefined || !existsSync(source))
    throw new TaskFailure(`The repository's folder '${place.repository.url}' is not there.`);
  removeFolder(place.folder);
  const count = await copyTree({ run, source, target: place.folder });
  const files = count === 1 ? '1 file' : `${count} files`;
  run.step.write(`Copied ${files} of ${source} as they are, uncommitted changes included.`);
}

async function copyTree(copy: Copy): Promise<number> {
  const { run, source, target } = copy;
  mkdirSync(target, { recursive: true });
  const listed = await listFiles(copy);
  if (listed === undefined) return copyFolder(source, target, run.step.job.folders.work, run.signal);
  if (hasDotGit(source)) await shareRepository(run, source, target);
  const { count, folders } = await copyFiles(source, target, listed, run.signal);
  return count + (await copyNested(copy, folders));
}

/** Paths, as byte text, that git knows or does not ignore; a nested repository is one path. `undefined` where there is no git to ask. */
async function listFiles({ run, source }: Copy): Promise<readonly ByteText[] | undefined> {
  if (!hasDotGit(source)) return undefined;
  const git = new Git(run, source, { GIT_OPTIONAL_LOCKS: '0' });
  const { exitCode, output } = await git.read(['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (exitCode !== 0) throw new TaskFailure(`Git ls-files failed with exit code: ${exitCode}`);
  // A work folder that lies in the repository is no part of it.
  const [folder, work] = [toByteText(source), toByteText(run.step.job.folders.work)];
  const isOwn = (path: string): boolean => `${join(folder, path)}${sep}`.startsWith(`${work}${sep}`);
  return [...new Set(output.toString('latin1').split('\0'))].filter(path => path !== '' && !isOwn(path));
}

/** A submodule comes along, and git takes it for one that is in use, where the step asks for submodules, else its folder is empty, as after a checkout. A repository that is not yet a submodule is part of the folder as it is. */
async function copyNested({ run, source, target }: Copy, folders: readonly string[]): Promise<number> {
  const wantsSubmodules = wantedSubmodules(run) !== undefined;
  const isSubmodule = (folder: string): boolean => !folder.endsWith('/');
  const wanted = folders.filter(
    folder => !isSubmodule(folder) || (wantsSubmodules && hasDotGit(`${source}/${folder}`)),
  );
  let count = 0;
  for (const folder of wanted)
    count += await copyTree({ run, source: `${source}/${folder}`, target: `${target}/${folder}` });
  if (wanted.some(isSubmodule) && hasDotGit(target))
    await new Git(run, target).must(['config', 'submodule.active', '.']);
  return count;
}
