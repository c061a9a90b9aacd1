import { createHash } from 'node:crypto';

/** An answer that seldom changes, ready to be sent. */
export type Kept = { readonly bytes: Buffer; readonly etag: string };

type Entry = Kept & { wasUsed: boolean };

/**
 * Keeps answers until they are dropped, up to a number of bytes. The oldest goes first, but one that was used since it was last looked at gets
 * another turn: so a look-up moves nothing.
 */
export class KeptBytes {
  readonly #limitBytes: number;
  readonly #entries = new Map<string, Entry>();
  #sizeBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get(key: string): Kept | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.wasUsed = true;
    return entry;
  }

  /** Keeps a text under its key, unless it alone is too big, and answers it as it is to be sent. */
  keep(key: string, text: string): Kept {
    const bytes = Buffer.from(text);
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const entry = { bytes, etag, wasUsed: false };
    this.drop(key);
    if (costOf(key, entry) > this.#limitBytes) return entry;
    this.#entries.set(key, entry);
    this.#sizeBytes += costOf(key, entry);
    while (this.#sizeBytes > this.#limitBytes) this.#dropOldest();
    return entry;
  }

  /** Forgets an answer: it has changed. Safe to repeat. */
  drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#sizeBytes -= costOf(key, entry);
  }

  #dropOldest(): void {
    const [[key, entry] = []] = this.#entries;
    if (key === undefined || entry === undefined) return;
    const { wasUsed } = entry;
    entry.wasUsed = false;
    this.drop(key);
    if (!wasUsed) return;
    this.#entries.set(key, entry);
    this.#sizeBytes += costOf(key, entry);
  }
}

function costOf(key: string, kept: Kept): number {
  return key.length * 2 + kept.bytes.length;
}

/** Whether a request's `If-None-Match` names an answer. */
export function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some(tag => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
