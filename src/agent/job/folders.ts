import { lstatSync, mkdirSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

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
  for (const folder of cleaned(folders, clean)) rmSync(folder, { recursive: true, force: true });
  for (const folder of [folders.artifacts, folders.testResults, folders.temp]) emptyFolder(folder);
  for (const folder of [folders.sources, folders.binaries]) mkdirSync(folder, { recursive: true });
}

/** Deletes what a job must not leave behind: its temporary files, which hold scripts. */
export function clearTemp(folders: JobFolders): void {
  if (isFolder(folders.temp)) emptyOut(folders.temp);
}

function cleaned(folders: JobFolders, clean: WorkspaceClean): readonly string[] {
  if (clean === 'all') return [folders.workspace];
  if (clean === 'outputs') return [folders.binaries];
  return clean === 'resources' ? [folders.sources] : [];
}

/** Makes a folder, or empties the one that is there: most are empty, and some file systems take long to remove a folder. */
function emptyFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) emptyOut(path);
  else {
    if (found !== undefined) rmSync(path, { force: true });
    mkdirSync(path, { recursive: true });
  }
}

function emptyOut(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const file = join(path, entry.name);
    if (entry.isDirectory()) rmSync(file, { recursive: true, force: true });
    else unlinkSync(file);
  }
}

/** A link to a folder is none: what is behind it is not the job's to delete. */
function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
