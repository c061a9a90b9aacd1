import { sha256 } from '../base/sha256.ts';
import type { RunKey } from '../run/events.ts';
import type { ContentRef } from '../wire/content.ts';
import type { FileEntry } from '../wire/manifest.ts';
import { type Artifact, type ArtifactStore, manifestId } from './artifact-store.ts';

/** The id under which clients ask for a file of an artifact: equal files have the same. */
export function fileIdOf({ chunks }: ContentRef): string {
  return `${sha256(chunks.join('\n'))}01`;
}

/** A file of an artifact by its path, with or without the artifact's name or a slash in front of it. */
export async function fileAt(
  store: ArtifactStore,
  run: RunKey,
  artifact: Artifact,
  path: string,
): Promise<FileEntry | undefined> {
  const wanted = path.replace(/^\/+/, '');
  return findFile(store, run, artifact, entry => entry.path === wanted || `${artifact.name}/${entry.path}` === wanted);
}

/** A file of an artifact by the id that its manifest gives it. */
export function fileOfId(
  store: ArtifactStore,
  run: RunKey,
  artifact: Artifact,
  id: string,
): Promise<FileEntry | undefined> {
  return findFile(store, run, artifact, ({ content }) => fileIdOf(content) === id.toLowerCase());
}

async function findFile(
  store: ArtifactStore,
  run: RunKey,
  artifact: Artifact,
  isWanted: (entry: FileEntry) => boolean,
): Promise<FileEntry | undefined> {
  for await (const entry of store.entries(run, artifact)) if (entry.kind === 'file' && isWanted(entry)) return entry;
  return undefined;
}

/** Whether an id is that of an artifact's manifest. */
export function isManifestId({ tree }: Artifact, id: string): boolean {
  return tree !== undefined && manifestId(tree) === id.toLowerCase();
}

/** The manifest in the form that the service's clients read, piece by piece. */
export async function* serviceManifest(store: ArtifactStore, run: RunKey, artifact: Artifact): AsyncIterable<string> {
  let separator = '{"manifestFormat":"1.1.0","items":[';
  for await (const entry of store.entries(run, artifact)) {
    if (entry.kind !== 'file') continue;
    const blob = { id: fileIdOf(entry.content), size: entry.content.sizeBytes };
    yield `${separator}${JSON.stringify({ path: `/${entry.path}`, blob })}`;
    separator = ',';
  }
  yield `${separator === ',' ? '' : separator}],"manifestReferences":[]}`;
}
