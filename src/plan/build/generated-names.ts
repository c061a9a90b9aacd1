/**
 * Gives stages or jobs without a name a generated one: the prefix and the wanted number, or the next one that no other has. Names are
 * compared as the service does, in any case; numbers start at 1.
 */
export class GeneratedNames {
  readonly #prefix: string;
  readonly #used: Set<string>;

  constructor(prefix: string, authored: readonly string[]) {
    this.#prefix = prefix;
    this.#used = new Set(authored.map(name => name.toLowerCase()));
  }

  next(wanted: number): string {
    let number = wanted;
    while (this.#used.has(`${this.#prefix}${number}`.toLowerCase())) number += 1;
    const name = `${this.#prefix}${number}`;
    this.#used.add(name.toLowerCase());
    return name;
  }
}
