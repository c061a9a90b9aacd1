import { type Dirent, lstatSync, mkdirSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder } from '../remove-folder.ts';

/** Where a job works. All absolute. */
export type JobFolders = {
  /** The agent's work folder. */
  readonly work: string;
  /** `Pipeline.Workspace`: `<work>/<n>`. */
  readonly workspace: string;
  readonly sources: string;
  readonly artifacts: string;
  readonly binaries: string;
  readonly testResults: string;
  /** `Agent.TempDirectory`: emptied before and after each job. */
  readonly temp: string;
  readonly tools: string;
};

export function jobFolders(work: string, workspaceNumber: number, tools = join(work, '_tool')): JobFolders {
  const workspace = join(work, String(workspaceNumber));
  return {
    work,
    workspace,
    sources: join(workspace, 's'),
    artifacts: join(workspace, 'a'),
    binaries: join(workspace, 'b'),
    testResults: join(workspace, 'TestResults'),
    temp: join(work, '_temp'),
    tools,
  };
}

export type WorkspaceClean = 'outputs' | 'resources' | 'all' | undefined;

/** Makes a job's folders: artifacts, test results and the temporary folder are always empty, the others as `clean` says. */
export function prepareFolders(folders: JobFolders, clean: WorkspaceClean): void {
  for (const folder of cleaned(folders, clean)) removeFolder(folder);
  clearTemp(folders);
  mkdirSync(folders.temp, { recursive: true });
  for (const folder of [folders.artifacts, folders.testResults]) emptyFolder(folder);
  for (const folder of [folders.sources, folders.binaries]) mkdirSync(folder, { recursive: true });
}

/** Deletes what a job must not leave behind: its temporary files, which hold scripts. What cannot be deleted, another user's files, stays. */
export function clearTemp({ temp }: JobFolders): void {
  if (isFolder(temp)) emptyOut(temp, tryToRemove);
  else rmSync(temp, { force: true });
}

function cleaned(folders: JobFolders, clean: WorkspaceClean): readonly string[] {
  if (clean === 'all') return [folders.workspace];
  if (clean === 'outputs') return [folders.binaries];
  return clean === 'resources' ? [folders.sources] : [];
}

/** Makes a folder, or empties the one that is there: most are empty, and some file systems take long to remove a folder. */
export function emptyFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) emptyOut(path);
  else {
    if (found !== undefined) rmSync(path, { force: true });
    mkdirSync(path, { recursive: true });
  }
}

function emptyOut(path: string, remove = removeEntry): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) remove(entry);
}

function removeEntry(entry: Dirent): void {
  const path = join(entry.parentPath, entry.name);
  if (entry.isDirectory()) removeFolder(path);
  else unlinkSync(path);
}

function tryToRemove(entry: Dirent): void {
  try {
    removeEntry(entry);
  } catch {
    // No reason for this job or the next one to fail: nobody expects a temporary folder to be empty.
  }
}

/** A link to a folder is none: what is behind it is not the job's to delete. */
function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
