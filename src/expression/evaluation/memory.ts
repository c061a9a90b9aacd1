/**
 * What the values of one evaluation take, as an estimate. Values are given back where the call that needed them is done: `atOnceBytes`
 * limits what lives at one moment, `inTotalBytes` everything together.
 */
export class Memory {
  readonly #atOnceBytes: number;
  readonly #inTotalBytes: number;
  readonly #spend: ((bytes: number) => void) | undefined;
  #usedBytes = 0;
  #totalBytes = 0;

  /** `spend` hears of everything that is taken, and may throw. */
  constructor(
    limits: { readonly atOnceBytes: number; readonly inTotalBytes: number },
    spend?: (bytes: number) => void,
  ) {
    this.#spend = spend;
    this.#atOnceBytes = limits.atOnceBytes;
    this.#inTotalBytes = limits.inTotalBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether there is room for `bytes` more, which are then in use. */
  take(bytes: number): boolean {
    if (this.#usedBytes + bytes > this.#atOnceBytes || this.#totalBytes + bytes > this.#inTotalBytes) return false;
    this.#usedBytes += bytes;
    this.#totalBytes += bytes;
    this.#spend?.(bytes);
    return true;
  }

  /** Gives back everything taken since `usedBytes` was this. */
  returnTo(usedBytes: number): void {
    this.#usedBytes = usedBytes;
  }
}
