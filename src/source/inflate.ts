/**
 * Undoes zlib's compression (RFC 1950 and 1951). Node's own module takes longer to load than a pipeline of one step takes to compile, so what is
 * read at the start of a local run, some hundred bytes of a commit, is read here. Checksums are not looked at.
 */
export function inflate(bytes: Uint8Array, most: number): Uint8Array | undefined {
  const input = new Bits(bytes, 2);
  const output: number[] = [];
  for (let isLast = false; !isLast && output.length < most; ) {
    isLast = input.take(1) === 1;
    const kind = input.take(2);
    if (kind === 0) copyStored(input, output);
    else if (kind === 3 || !decodeBlock(input, output, kind === 1 ? fixedCodes() : readCodes(input), most))
      return undefined;
    if (input.isOver) return undefined;
  }
  return Uint8Array.from(output.slice(0, most));
}

/** Bits from the lowest of each byte up. Beyond the end there are zeros, and `isOver` is true. */
class Bits {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get isOver(): boolean {
    return this.#at > this.#bytes.length;
  }

  take(count: number): number {
    while (this.#count < count) {
      this.#held |= (this.#bytes[this.#at] ?? 0) << this.#count;
      this.#at += 1;
      this.#count += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return value;
  }

  /** Leaves the rest of a byte. */
  align(): void {
    this.#held = 0;
    this.#count = 0;
  }
}

/** A canonical Huffman code: how many symbols have each length, and the symbols in the order of their codes. */
type Code = { readonly counts: readonly number[]; readonly symbols: readonly number[] };
type Codes = { readonly literals: Code; readonly distances: Code };

const longestCode = 15;

// One walk over the lengths, by index: this runs once in a process and is never compiled well.
function codeOf(lengths: readonly number[]): Code {
  const counts = new Array<number>(longestCode + 1).fill(0);
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol] ?? 0;
    counts[length] = (counts[length] ?? 0) + 1;
  }
  counts[0] = 0;
  const places = [0];
  for (let length = 0; length < longestCode; length += 1) places.push((places[length] ?? 0) + (counts[length] ?? 0));
  const symbols: number[] = [];
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol] ?? 0;
    const place = places[length] ?? 0;
    if (length === 0) continue;
    symbols[place] = symbol;
    places[length] = place + 1;
  }
  return { counts, symbols };
}

/** The next symbol, or -1 where no code fits. */
function symbolOf(input: Bits, { counts, symbols }: Code): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= longestCode; length += 1) {
    code |= input.take(1);
    const count = counts[length] ?? 0;
    if (code - first < count) return symbols[index + code - first] ?? -1;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  return -1;
}

function copyStored(input: Bits, output: number[]): void {
  input.align();
  const length = input.take(16);
  input.take(16);
  for (let left = length; left > 0 && !input.isOver; left -= 1) output.push(input.take(8));
}

const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];

/** False where the data is no such block. */
function decodeBlock(input: Bits, output: number[], { literals, distances }: Codes, most: number): boolean {
  while (output.length < most) {
    const symbol = symbolOf(input, literals);
    if (symbol < 0 || input.isOver) return false;
    if (symbol === 256) return true;
    if (symbol < 256) output.push(symbol);
    else if (!repeat(input, output, symbol - 257, distances)) return false;
  }
  return true;
}

function repeat(input: Bits, output: number[], index: number, distances: Code): boolean {
  const length = (lengthBases[index] ?? 0) + input.take(lengthBits[index] ?? 0);
  const symbol = symbolOf(input, distances);
  const base = distanceBases[symbol];
  if (base === undefined) return false;
  const start = output.length - base - input.take(Math.max(0, (symbol >> 1) - 1));
  if (start < 0) return false;
  for (let at = start; at < start + length; at += 1) output.push(output[at] ?? 0);
  return true;
}

function fixedCodes(): Codes {
  const lengths = (count: number, length: number): number[] => new Array<number>(count).fill(length);
  const literals = codeOf([...lengths(144, 8), ...lengths(112, 9), ...lengths(24, 7), ...lengths(8, 8)]);
  return { literals, distances: codeOf(lengths(30, 5)) };
}

const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The codes that a block begins with, themselves coded. */
function readCodes(input: Bits): Codes {
  const literalCount = input.take(5) + 257;
  const distanceCount = input.take(5) + 1;
  const given = input.take(4) + 4;
  const ofLengths = new Array<number>(orderOfLengths.length).fill(0);
  for (const symbol of orderOfLengths.slice(0, given)) ofLengths[symbol] = input.take(3);
  const code = codeOf(ofLengths);
  const lengths: number[] = [];
  while (lengths.length < literalCount + distanceCount && !input.isOver)
    lengths.push(...nextLengths(input, code, lengths));
  return { literals: codeOf(lengths.slice(0, literalCount)), distances: codeOf(lengths.slice(literalCount)) };
}

function nextLengths(input: Bits, code: Code, before: readonly number[]): number[] {
  const symbol = symbolOf(input, code);
  if (symbol === 16) return new Array<number>(3 + input.take(2)).fill(before.at(-1) ?? 0);
  if (symbol === 17) return new Array<number>(3 + input.take(3)).fill(0);
  if (symbol === 18) return new Array<number>(11 + input.take(7)).fill(0);
  return [Math.max(0, symbol)];
}
