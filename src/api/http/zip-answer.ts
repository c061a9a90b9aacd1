import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Instant } from '../../base/clock.ts';

/** A file of a zip; its bytes are asked for when its turn comes. */
export type ZipEntry = {
  readonly path: string;
  readonly changedAt: Instant;
  readonly read: () => AsyncIterable<Uint8Array>;
};

type Asked = {
  readonly query: { readonly $format?: string };
  readonly headers: { readonly accept?: string | undefined };
};

const mediaType = 'application/zip';

/** Whether a client asks for a zip where there are other forms: with `$format=zip`, or by accepting nothing else first. */
export function wantsZip({ query, headers }: Asked): boolean {
  return query.$format?.toLowerCase() === 'zip' || /^\s*application\/zip\b/i.test(headers.accept ?? '');
}

/** Answers a zip that is made while it is sent, one file after the other. A file that can't be read breaks the answer off. */
export async function sendZipOf(
  reply: FastifyReply,
  name: string,
  entries: readonly ZipEntry[],
): Promise<FastifyReply> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  for (const { path, changedAt, read } of entries) {
    zip.addReadStreamLazy(path, { mtime: new Date(changedAt) }, give => {
      const stream = Readable.from(read(), { objectMode: false });
      stream.on('error', failure => output.destroy(failure));
      give(null, stream);
    });
  }
  zip.end();
  return reply.type(mediaType).header('content-disposition', `attachment; filename="${name}"`).send(output);
}
