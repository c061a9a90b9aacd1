import type { Readable } from 'node:stream';
import { Readable as NodeReadable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { RunKey } from '../run/events.ts';
import type { Artifact, ArtifactStore } from './artifact-store.ts';

/**
 * An artifact's files as a zip, below a folder of the artifact's name, as the service has them. It is made while it is read, one chunk
 * after the other; files are stored as they are. A file that is damaged breaks it off.
 */
export async function zipArtifact(store: ArtifactStore, run: RunKey, artifact: Artifact): Promise<Readable> {
  const zip = new ZipFile();
  const content = store.content(run.organization);
  const output = zip.outputStream as Readable;
  const options = { mtime: new Date(artifact.createdAt), compress: false };
  for await (const entry of store.entries(run, artifact)) {
    if (entry.kind !== 'file') continue;
    const file = { ...options, mode: 0o100000 | entry.mode, size: entry.content.sizeBytes };
    zip.addReadStreamLazy(`${artifact.name}/${entry.path}`, file, give => {
      const stream = NodeReadable.from(content.read(entry.content), { objectMode: false });
      stream.on('error', failure => output.destroy(failure));
      give(null, stream);
    });
  }
  zip.end();
  return output;
}
