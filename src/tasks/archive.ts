import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { taskJsonBytes, taskPackageBytes, taskPackageFiles } from '../base/limits.ts';
import { messageOf } from '../base/message-of.ts';
import { TaskPackageError } from './package-error.ts';

/** Bytes that are read by their place: a file, or a blob. */
export type ZipBytes = {
  readonly size: number;
  read(start: number, end: number): AsyncIterable<Uint8Array>;
};

/** A zip of everything in a folder, as it is made. Links are followed. */
export async function packFolder(folder: string): Promise<NodeJS.ReadableStream> {
  const { ZipFile: NewZip } = await import('yazl');
  const zip = new NewZip();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory())
      zip.addFile(
        path,
        path
          .slice(folder.length + 1)
          .split(sep)
          .join('/'),
      );
  }
  zip.end();
  return zip.outputStream;
}

/**
 * Unpacks a zip's file into a folder. Every file's checksum is compared, nothing leaves the folder, and links come out as plain files. Throws a
 * `TaskPackageError` for a zip that is damaged, or larger than `taskPackageFiles` and `taskPackageBytes` allow.
 */
export async function unpackZip(file: string, folder: string): Promise<void> {
  const { openPromise } = await import('yauzl');
  await guarded(async () => {
    const zip = await openPromise(file, { strictFileNames: false });
    await unpack(zip, folder);
  });
}

/** Works with a folder: the one at `path`, or what a zip there holds, unpacked for as long as the work takes. */
export async function withFolder<T>(path: string, work: (folder: string) => Promise<T>): Promise<T> {
  if ((await stat(path)).isDirectory()) return work(path);
  const draft = await mkdtemp(join(tmpdir(), 'millrace-tasks-'));
  try {
    await unpackZip(path, draft);
    return await work(draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The text of a `task.json` at the root of a zip. */
export async function readZippedTaskJson(bytes: ZipBytes): Promise<string> {
  return guarded(async () => {
    const zip = await openBytes(bytes);
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName === 'task.json') return await entryText(zip, entry);
      }
    } finally {
      zip.close();
    }
    throw new TaskPackageError('The package has no task.json at its root.');
  });
}

async function openBytes(bytes: ZipBytes): Promise<ZipFile> {
  const { fromRandomAccessReaderPromise, RandomAccessReader } = await import('yauzl');
  class Reader extends RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(bytes.read(start, end), { objectMode: false });
    }
  }
  return fromRandomAccessReaderPromise(new Reader(), bytes.size, { autoClose: false });
}

async function unpack(zip: ZipFile, folder: string): Promise<void> {
  let left = taskPackageBytes;
  if (zip.entryCount > taskPackageFiles)
    throw new TaskPackageError(`The package has more than ${taskPackageFiles} files.`);
  for await (const entry of zip.eachEntry()) {
    const path = join(folder, entry.fileName);
    if (entry.fileName.endsWith('/')) {
      await mkdir(path, { recursive: true });
      continue;
    }
    left -= entry.uncompressedSize;
    if (left < 0) throw new TaskPackageError(`The package is larger than ${taskPackageBytes} bytes once unpacked.`);
    await mkdir(dirname(path), { recursive: true });
    const content = await zip.openReadStreamPromise(entry);
    await pipeline(content, checksum(entry), createWriteStream(path, { mode: modeOf(entry) }));
  }
}

async function entryText(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > taskJsonBytes)
    throw new TaskPackageError(`task.json is longer than ${taskJsonBytes} bytes.`);
  const content = await zip.openReadStreamPromise(entry);
  const pieces: Buffer[] = [];
  for await (const piece of content.pipe(checksum(entry))) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** Passes bytes on, and fails at their end unless they are those that were packed. */
function checksum({ crc32: expected, fileName }: Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(piece, _encoding, done) {
      sum = crc32(piece, sum);
      done(null, piece);
    },
    flush: done => done(sum === expected ? null : new TaskPackageError(`'${fileName}' in the package is damaged.`)),
  });
}

/** What the owner may do with a file is kept, so that programs in a package can be started. */
function modeOf({ externalFileAttributes }: Entry): number {
  const packed = (externalFileAttributes >>> 16) & 0o777;
  return packed === 0 ? 0o644 : packed | 0o600;
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof TaskPackageError) throw failure;
    throw new TaskPackageError(`The zip cannot be read: ${messageOf(failure)}`);
  }
}
