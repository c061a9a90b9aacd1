/**
 * What the values of one evaluation take, as an estimate. Values are given back where the call that needed them is done, so it is what
 * lives at one moment that is limited.
 */
export class Memory {
  readonly #limitBytes: number;
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether there is room for `bytes` more, which are then in use. */
  take(bytes: number): boolean {
    if (this.#usedBytes + bytes > this.#limitBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }

  /** Gives back everything taken since `usedBytes` was this. */
  returnTo(usedBytes: number): void {
    this.#usedBytes = usedBytes;
  }
}
