import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which folders of a work folder belong to what. */
export type WorkspaceMapping = {
  /** The highest number that was ever given. */
  readonly last: number;
  /** By what the jobs of a folder have in common. */
  readonly workspaces: Readonly<Record<string, Workspace>>;
};

/** `usedAt` is when a job last began in the folder, in milliseconds. */
export type Workspace = { readonly number: number; readonly usedAt: number };

/** Where the mapping of one work folder is noted. */
export type WorkspaceNotes = {
  read(): WorkspaceMapping;
  write(mapping: WorkspaceMapping): void;
};

/** Notes in the work folder itself, in `SourceRootMapping/Mappings.json`, for the agents that come after. */
export function lastingNotes(workFolder: string): WorkspaceNotes {
  return { read: () => readMapping(workFolder), write: mapping => writeMapping(workFolder, mapping) };
}

/** Notes of an agent whose work folder goes with it: files that nobody will read take as long as a small job to make and to remove. */
export function passingNotes(): WorkspaceNotes {
  let noted: WorkspaceMapping = { last: 0, workspaces: {} };
  return {
    read: () => noted,
    write(mapping) {
      noted = mapping;
    },
  };
}

/** A file that is missing or cannot be read costs clones, not jobs: folders are numbered from the start, and found in whatever state they are. */
export function readMapping(workFolder: string): WorkspaceMapping {
  try {
    const { last, workspaces }: Partial<WorkspaceMapping> = JSON.parse(readFileSync(fileOf(workFolder), 'utf8'));
    return { last: Number(last) || 0, workspaces: workspaces ?? {} };
  } catch {
    return { last: 0, workspaces: {} };
  }
}

export function writeMapping(workFolder: string, mapping: WorkspaceMapping): void {
  const file = fileOf(workFolder);
  mkdirSync(join(workFolder, 'SourceRootMapping'), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(mapping));
  renameSync(`${file}.new`, file);
}

function fileOf(workFolder: string): string {
  return join(workFolder, 'SourceRootMapping', 'Mappings.json');
}
