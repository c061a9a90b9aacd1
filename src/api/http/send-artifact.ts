import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Artifact, ArtifactStore } from '../../artifacts/artifact-store.ts';
import type { RunKey } from '../../run/events.ts';
import type { ContentRef } from '../../wire/content.ts';

/** Sends an artifact's files as a zip, made while it is sent. */
export async function sendZip(reply: FastifyReply, store: ArtifactStore, run: RunKey, artifact: Artifact) {
  const { zipArtifact } = await import('../../artifacts/zip-artifact.ts');
  return reply
    .type('application/zip')
    .header('content-disposition', attachment(`${artifact.name}.zip`))
    .send(await zipArtifact(store, run, artifact));
}

/** Sends a file of an artifact. */
export function sendFile(
  reply: FastifyReply,
  store: ArtifactStore,
  run: RunKey,
  file: { name: string; content: ContentRef },
) {
  return reply
    .type('application/octet-stream')
    .header('content-length', file.content.sizeBytes)
    .header('content-disposition', attachment(file.name))
    .send(Readable.from(store.content(run.organization).read(file.content), { objectMode: false }));
}

/** Names that headers can't carry as they are come in the form of RFC 8187. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const exact = plain === name ? '' : `; filename*=UTF-8''${encodeURIComponent(name)}`;
  return `attachment; filename="${plain}"${exact}`;
}
