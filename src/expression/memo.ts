/** Longer texts are hardly ever the same twice, and would fill the memory. */
const longestText = 512;

/** How many answers are kept; then all are forgotten. */
const mostEntries = 4096;

/**
 * Remembers what was made of a text for a slot and the names known there: templates repeat their expressions, and parsing is most of what
 * they cost. The answers are shared, so nobody may change them.
 */
export class Memo<Answer> {
  readonly #answers = new Map<string, Answer>();

  /** The answer of before, or that of `make`. */
  of(text: string, slot: string, names: Iterable<string>, make: (names: readonly string[]) => Answer): Answer {
    const known = [...names];
    if (text.length > longestText) return make(known);
    const key = `${slot}\0${known.join('\0')}\0\0${text}`;
    const before = this.#answers.get(key);
    if (before !== undefined) return before;
    if (this.#answers.size >= mostEntries) this.#answers.clear();
    const answer = make(known);
    this.#answers.set(key, answer);
    return answer;
  }
}
