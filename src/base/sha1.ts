const blockBytes = 64;

/** The fractional digits of square roots that SHA-1 begins with, and adds in its four times twenty rounds. */
const start = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as const;
const roundWords = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const;

/** The words of the block that is being added. */
const words = new Int32Array(80);

/**
 * The SHA-1 of a text's UTF-8, 20 bytes. For names, where nothing depends on its strength: loading `node:crypto` takes longer than compiling a
 * small pipeline, and these hashes are most of what a short run would need it for.
 */
export function sha1(text: string): Buffer {
  const bytes = padded(Buffer.from(text));
  const state = Int32Array.from(start);
  for (let at = 0; at < bytes.length; at += blockBytes) {
    readWords(bytes, at);
    addBlock(state);
  }
  const digest = Buffer.alloc(20);
  for (let i = 0; i < 5; i += 1) digest.writeInt32BE(state[i] ?? 0, 4 * i);
  return digest;
}

/** A one bit behind the text, zeros, and its length in bits at the end of the last block. */
function padded(text: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((text.length + 9) / blockBytes) * blockBytes);
  text.copy(bytes);
  bytes[text.length] = 0x80;
  bytes.writeUIntBE(text.length * 8, bytes.length - 6, 6);
  return bytes;
}

function readWords(bytes: Buffer, from: number): void {
  for (let i = 0; i < 16; i += 1) words[i] = bytes.readInt32BE(from + 4 * i);
  for (let i = 16; i < 80; i += 1) words[i] = rotate(word(i - 3) ^ word(i - 8) ^ word(i - 14) ^ word(i - 16), 1);
}

function addBlock(state: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let i = 0; i < 80; i += 1) {
    const next = (rotate(a, 5) + mix(i, b, c, d) + e + (roundWords[Math.floor(i / 20)] ?? 0) + word(i)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  state.set([at(state, 0) + a, at(state, 1) + b, at(state, 2) + c, at(state, 3) + d, at(state, 4) + e]);
}

function mix(round: number, b: number, c: number, d: number): number {
  if (round < 20) return (b & c) | (~b & d);
  if (round >= 40 && round < 60) return (b & c) | (b & d) | (c & d);
  return b ^ c ^ d;
}

function word(index: number): number {
  return words[index] ?? 0;
}

function at(state: Int32Array, index: number): number {
  return state[index] ?? 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
