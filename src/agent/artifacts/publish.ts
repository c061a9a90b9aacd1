import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ContentTree } from '../../wire/content.ts';
import type { ContentSpace } from '../content/content-space.ts';
import { uploadTree } from '../content/upload-tree.ts';
import { type WalkedEntry, type WalkOptions, walkTree } from '../content/walk-tree.ts';
import type { StepContext } from '../step/step-context.ts';
import { TaskFailure } from '../tasks/task.ts';

/** An artifact whose files are on this machine. */
export type LocalArtifact = {
  readonly name: string;
  readonly type: 'PipelineArtifact' | 'Container';
  /** A folder, whose content is published, or a file. Absolute. */
  readonly path: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly ignored?: WalkOptions['ignored'];
};

/** Where a step's uploads and downloads go to and come from. */
export function sharedSpace({ job }: StepContext, signal: AbortSignal): ContentSpace {
  return { server: job.server.content, plan: job.request.plan, space: 'shared', signal };
}

/** Uploads a file or what is in a folder. What could not be taken along is a warning. */
export async function uploadPath(
  step: StepContext,
  { path, ignored }: Pick<LocalArtifact, 'path' | 'ignored'>,
  signal: AbortSignal,
  read?: (path: string, fileCount: number) => void,
): Promise<ContentTree> {
  const leftOut = (entry: string, why: string): void => step.warning(`'${entry}' is not published: it ${why}.`);
  const entries = (await isFile(path))
    ? oneFile(path)
    : walkTree(path, { leftOut, ...(ignored === undefined ? {} : { ignored }) });
  return uploadTree(sharedSpace(step, signal), entries, read === undefined ? {} : { read });
}

/** Makes an artifact of what was uploaded. Answers its id. */
export async function createArtifact(
  step: StepContext,
  { name, type, properties }: LocalArtifact,
  tree: ContentTree,
): Promise<number> {
  const { server, request } = step.job;
  const { id } = await server.artifacts.create(request.plan, { name, type, source: request.jobId, properties, tree });
  return id;
}

/** Throws a `TaskFailure` when there is nothing at the path. */
export async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined || !(stats.isFile() || stats.isDirectory()))
    throw new TaskFailure(`Path does not exist: ${path}`);
  return stats.isFile();
}

async function* oneFile(path: string): AsyncIterable<WalkedEntry> {
  yield { kind: 'file', path: basename(path), file: path, stats: await stat(path) };
}
