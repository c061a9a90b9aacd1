import type { ByteText } from './byte-text.ts';

/** A stretch of a text, `end` exclusive. */
export type Range = { readonly start: number; end: number };

/** How much of each form the search looks at to decide how far it may jump. */
const longestWindow = 64;

/**
 * Finds many forms at once in byte text, by the method of Wu and Manber: the two bytes at the end of a window as long as the shortest form
 * tell how far the next form can begin, and most pairs are in no form at all, so most bytes are never looked at. One regular expression of all
 * forms takes four times as long for ten secrets and a hundred times for a thousand, and must be compiled anew for each one that is added.
 */
export class SecretSearch {
  readonly #forms = new Set<ByteText>();
  /** Made with the first form: most jobs have no secret. */
  #jumps = new Uint8Array(0);
  /** By the pair of bytes that ends their window. */
  readonly #endings = new Map<number, ByteText[]>();
  /** Forms of one byte have no pair. */
  readonly #single = new Set<number>();
  #window = longestWindow;
  /** Used again for each text: a long log needs no more memory than a short one. */
  #buffer = Buffer.alloc(0);

  add(form: ByteText): void {
    if (form.length === 1) this.#single.add(form.charCodeAt(0));
    if (form.length < 2 || this.#forms.has(form)) return;
    if (this.#forms.size === 0) this.#jumps = new Uint8Array(0x10000).fill(this.#window - 1);
    this.#forms.add(form);
    if (form.length >= this.#window) this.#enter(form);
    else this.#shrinkWindow(form.length);
  }

  /** Adds to `found` each place where a form begins, with the longest form that does. They may overlap. */
  find(text: ByteText, found: Range[]): void {
    if (this.#forms.size === 0 && this.#single.size === 0) return;
    const bytes = this.#bytesOf(text);
    if (this.#forms.size > 0) this.#findForms(text, bytes, found);
    if (this.#single.size > 0) this.#findSingle(bytes, found);
  }

  #bytesOf(text: ByteText): Uint8Array {
    if (this.#buffer.length < text.length) this.#buffer = Buffer.allocUnsafeSlow(text.length);
    return this.#buffer.subarray(0, this.#buffer.write(text, 'latin1'));
  }

  #findForms(text: ByteText, bytes: Uint8Array, found: Range[]): void {
    const jumps = this.#jumps;
    const last = this.#window - 1;
    for (let at = last; at < bytes.length; ) {
      const pair = ((bytes[at - 1] ?? 0) << 8) | (bytes[at] ?? 0);
      const jump = jumps[pair] ?? 1;
      if (jump > 0) {
        at += jump;
        continue;
      }
      const start = at - last;
      const form = this.#endings.get(pair)?.find(each => text.startsWith(each, start));
      if (form !== undefined) found.push({ start, end: start + form.length });
      at += 1;
    }
  }

  #findSingle(bytes: Uint8Array, found: Range[]): void {
    for (let at = 0; at < bytes.length; at += 1) {
      if (this.#single.has(bytes[at] ?? 0)) found.push({ start: at, end: at + 1 });
    }
  }

  #shrinkWindow(window: number): void {
    this.#window = window;
    this.#jumps.fill(window - 1);
    this.#endings.clear();
    for (const form of this.#forms) this.#enter(form);
  }

  #enter(form: ByteText): void {
    const last = this.#window - 1;
    for (let at = 1; at <= last; at += 1) {
      const pair = pairAt(form, at);
      this.#jumps[pair] = Math.min(this.#jumps[pair] ?? 0, last - at);
    }
    const pair = pairAt(form, last);
    const others = this.#endings.get(pair) ?? [];
    const place = others.findIndex(other => other.length < form.length);
    others.splice(place === -1 ? others.length : place, 0, form);
    this.#endings.set(pair, others);
  }
}

function pairAt(form: ByteText, at: number): number {
  return (form.charCodeAt(at - 1) << 8) | form.charCodeAt(at);
}
