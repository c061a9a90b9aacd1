import { createHash } from 'node:crypto';

/** An answer that never changes, ready to be sent. */
export type Kept = { readonly bytes: Buffer; readonly etag: string };

/** Keeps answers that never change: the most recently used, up to a number of bytes. */
export class KeptBytes {
  readonly #limitBytes: number;
  readonly #entries = new Map<string, Kept>();
  #sizeBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get(key: string): Kept | undefined {
    const kept = this.#entries.get(key);
    if (kept === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, kept);
    return kept;
  }

  /** Keeps a text under its key, unless it alone is too big, and answers it as it is to be sent. */
  keep(key: string, text: string): Kept {
    const bytes = Buffer.from(text);
    const kept = { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
    this.#drop(key);
    this.#entries.set(key, kept);
    this.#sizeBytes += costOf(key, kept);
    for (const oldest of this.#entries.keys()) {
      if (this.#sizeBytes <= this.#limitBytes) break;
      this.#drop(oldest);
    }
    return kept;
  }

  #drop(key: string): void {
    const kept = this.#entries.get(key);
    if (kept === undefined) return;
    this.#entries.delete(key);
    this.#sizeBytes -= costOf(key, kept);
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
