import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** The files of a zip as texts, by path, in its order. */
export async function unzipped(bytes: Buffer): Promise<Record<string, string>> {
  const archive = await fromBufferPromise(bytes);
  const files: Record<string, string> = {};
  for await (const entry of archive.eachEntry())
    files[entry.fileName] = await text(await archive.openReadStreamPromise(entry));
  return files;
}
