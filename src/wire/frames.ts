import { deserialize, serialize } from 'node:v8';

/** A frame's length comes first, as a number of this many bytes. */
const lengthBytes = 4;

/** Messages as they go out together: values of any shape, bytes among them, which arrive as they were. */
export function frameOf(messages: readonly unknown[]): readonly [length: Buffer, body: Buffer] {
  const body = serialize(messages);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(body.length);
  return [length, body];
}

/** Takes a stream of frames apart, however it was cut on its way. For streams between processes that trust each other. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #heldBytes = 0;
  #wantedBytes = lengthBytes;

  /** The messages of the frames that a further piece completes. */
  push(piece: Uint8Array): unknown[] {
    this.#pieces.push(piece);
    this.#heldBytes += piece.length;
    if (this.#heldBytes < this.#wantedBytes) return [];
    const bytes = Buffer.concat(this.#pieces);
    const messages: unknown[] = [];
    let at = 0;
    while (bytes.length - at >= lengthBytes) {
      const end = at + lengthBytes + bytes.readUInt32LE(at);
      if (end > bytes.length) break;
      messages.push(...(deserialize(bytes.subarray(at + lengthBytes, end)) as unknown[]));
      at = end;
    }
    this.#keep(bytes.subarray(at));
    return messages;
  }

  #keep(rest: Buffer): void {
    this.#pieces = [rest];
    this.#heldBytes = rest.length;
    this.#wantedBytes = lengthBytes + (rest.length < lengthBytes ? 0 : rest.readUInt32LE());
  }
}
