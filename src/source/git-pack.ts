import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { inflate } from './inflate.ts';

/** An index of version 2: its head, then for each first byte of an id how many ids there are up to it. */
const headBytes = 8;
const fanoutBytes = 256 * 4;
const idBytes = 20;
const commitKind = 1;

/** What an id stands for in the packs of a repository, where that is a whole commit; `undefined` for all else. */
export function readPackedCommit(gitFolder: string, id: string, most: number): Uint8Array | undefined {
  const folder = join(gitFolder, 'objects', 'pack');
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.idx')) continue;
    const offset = withFile(join(folder, name), read => offsetOf(read, id));
    if (offset !== undefined)
      return withFile(join(folder, name.replace(/idx$/, 'pack')), read => commitAt(read, offset, most));
  }
  return undefined;
}

type Read = (at: number, length: number) => Buffer;

function withFile<T>(path: string, use: (read: Read) => T): T {
  const file = openSync(path, 'r');
  try {
    return use((at, length) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, at));
    });
  } finally {
    closeSync(file);
  }
}

function offsetOf(read: Read, id: string): number | undefined {
  const fanout = read(headBytes, fanoutBytes);
  const total = fanout.readUInt32BE(255 * 4);
  const first = Number.parseInt(id.slice(0, 2), 16);
  const from = first === 0 ? 0 : fanout.readUInt32BE((first - 1) * 4);
  const ids = read(headBytes + fanoutBytes + from * idBytes, (fanout.readUInt32BE(first * 4) - from) * idBytes);
  const wanted = Buffer.from(id, 'hex');
  let at = ids.indexOf(wanted);
  while (at % idBytes > 0) at = ids.indexOf(wanted, at + 1);
  if (at < 0) return undefined;
  // Behind the ids stand as many checksums, then the offsets; one with its highest bit set is beyond 2 GiB, which git itself is asked for.
  const offset = read(headBytes + fanoutBytes + total * (idBytes + 4) + (from + at / idBytes) * 4, 4).readUInt32BE();
  return offset < 2 ** 31 ? offset : undefined;
}

function commitAt(read: Read, offset: number, most: number): Uint8Array | undefined {
  const entry = read(offset, most);
  if ((((entry[0] ?? 0) >> 4) & 7) !== commitKind) return undefined;
  const start = entry.findIndex(byte => byte < 128) + 1;
  return inflate(entry.subarray(start), most);
}
