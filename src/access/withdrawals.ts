/**
 * Counts how often this process took something back that tokens gave. Whoever remembers what a token gives remembers the count with it, and
 * forgets when it has changed. Other processes are not told: they remember for `rememberedTokenMs`.
 */
export class Withdrawals {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Call it after the change is kept. */
  note(): void {
    this.#count += 1;
  }
}
