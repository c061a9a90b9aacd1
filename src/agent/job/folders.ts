import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
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

/** Makes a job's folders: artifacts, test results and the temporary folder are always new, the others as `clean` says. */
export function prepareFolders(folders: JobFolders, clean: WorkspaceClean): void {
  remove([folders.temp, folders.artifacts, folders.testResults, ...cleaned(folders, clean)]);
  for (const folder of [folders.sources, folders.artifacts, folders.binaries, folders.testResults, folders.temp]) {
    mkdirSync(folder, { recursive: true });
  }
}

/** Deletes what a job must not leave behind: its temporary files, which hold scripts. */
export function clearTemp(folders: JobFolders): void {
  remove([folders.temp]);
}

function cleaned(folders: JobFolders, clean: WorkspaceClean): readonly string[] {
  if (clean === 'all') return [folders.workspace];
  if (clean === 'outputs') return [folders.binaries];
  return clean === 'resources' ? [folders.sources] : [];
}

function remove(paths: readonly string[]): void {
  for (const path of paths) if (!isGone(path)) rmSync(path, { recursive: true, force: true });
}

/** Removes a folder that is empty. Most are, or are not there, and finding that out costs a tenth of removing a tree. */
function isGone(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}
