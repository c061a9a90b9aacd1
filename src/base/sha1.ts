const blockBytes = 64;

/** The words of the block that is being added. */
const words = new Int32Array(80);

/** What SHA-1 begins with: the fractional digits of square roots. */
const start = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as const;

/**
 * The SHA-1 of a text's UTF-8, 20 bytes. For names, where nothing depends on its strength: loading `node:crypto` takes longer than compiling a
 * small pipeline, and these hashes are most of what a short run would need it for. A short run calls it some hundred times, too few for its
 * code to be compiled well, so it is written plainly, with one call for a block.
 */
export function sha1(text: string): Buffer {
  const bytes = padded(text);
  const state = Int32Array.from(start);
  for (let at = 0; at < bytes.length; at += blockBytes) addBlock(state, bytes, at);
  // The machine's byte order is not the hash's.
  const digest = Buffer.from(state.buffer);
  return endianness === 'little' ? digest.swap32() : digest;
}

const endianness = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'little' : 'big';

/** The text, a one bit, zeros, and the text's length in bits at the end of the last block. */
function padded(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.alloc(Math.ceil((length + 9) / blockBytes) * blockBytes);
  bytes.write(text);
  bytes[length] = 0x80;
  bytes.writeUIntBE(length * 8, bytes.length - 6, 6);
  return bytes;
}

function addBlock(state: Int32Array, bytes: Buffer, from: number): void {
  readWords(bytes, from);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let i = 0; i < 80; i += 1) {
    const mixed =
      i < 20
        ? ((b & c) | (~b & d)) + 0x5a827999
        : i < 40
          ? (b ^ c ^ d) + 0x6ed9eba1
          : i < 60
            ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
            : (b ^ c ^ d) + 0xca62c1d6;
    const next = (((a << 5) | (a >>> 27)) + mixed + e + (words[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  state.set([(state[0] as number) + a, (state[1] as number) + b, (state[2] as number) + c]);
  state.set([(state[3] as number) + d, (state[4] as number) + e], 3);
}

function readWords(bytes: Buffer, from: number): void {
  for (let i = 0, at = from; i < 16; i += 1, at += 4) {
    words[i] =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
  }
  for (let i = 16; i < 80; i += 1) {
    const word =
      (words[i - 3] as number) ^ (words[i - 8] as number) ^ (words[i - 14] as number) ^ (words[i - 16] as number);
    words[i] = (word << 1) | (word >>> 31);
  }
}
