import { join } from 'node:path';
import type { RunArtifact } from '../../wire/artifact-server.ts';
import { downloadTree } from '../content/download-tree.ts';
import { compilePatterns } from '../match/patterns.ts';
import type { StepContext } from '../step/step-context.ts';
import { TaskFailure } from '../tasks/task.ts';
import { copyFromShare } from './copy-from-share.ts';
import { sharedSpace } from './publish.ts';

export type ArtifactDownload = {
  readonly artifact: RunArtifact;
  /** Absolute. */
  readonly folder: string;
  /** Lines of patterns. Paths are matched with the artifact's name in front of them, as the service does it. */
  readonly patterns: string;
};

/** Downloads the files of an artifact that the patterns match. */
export async function downloadArtifact(
  step: StepContext,
  { artifact, folder, patterns }: ArtifactDownload,
  signal: AbortSignal,
): Promise<void> {
  const isWanted = compilePatterns(patterns);
  const placeOf = (path: string): string | undefined => (isWanted(`${artifact.name}/${path}`) ? path : undefined);
  const { tree, type, data = '' } = artifact;
  step.write(`Downloading artifact ${artifact.name} from: ${type} ${data}`);
  if (tree === undefined && type.toLowerCase() !== 'filepath')
    throw new TaskFailure(`The artifact '${artifact.name}' is of the type ${type}: it can't be downloaded.`);
  const { fileCount, sizeBytes } =
    tree === undefined
      ? await copyFromShare(data, folder, placeOf)
      : await downloadTree(sharedSpace(step, signal), tree, folder, { placeOf });
  step.write(`Downloaded ${fileCount} files, ${sizeBytes} bytes, to ${folder}`);
}

/** Each artifact into a folder of its name, those that can be downloaded. */
export async function downloadAll(
  step: StepContext,
  artifacts: readonly RunArtifact[],
  { folder, patterns }: Pick<ArtifactDownload, 'folder' | 'patterns'>,
  signal: AbortSignal,
): Promise<void> {
  const found = artifacts.filter(({ tree, type }) => tree !== undefined || type.toLowerCase() === 'filepath');
  if (found.length === 0) step.write('No artifacts are associated with the run.');
  for (const artifact of found)
    await downloadArtifact(step, { artifact, folder: join(folder, artifact.name), patterns }, signal);
}

/** The artifact of a name, in any case. */
export function artifactNamed(artifacts: readonly RunArtifact[], name: string, runId: number): RunArtifact {
  const found = artifacts.find(artifact => artifact.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new TaskFailure(`Artifact ${name} was not found for build ${runId}.`);
  return found;
}
