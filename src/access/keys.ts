import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a server's key is used for; each use has a key of its own, so that what was signed for one is nothing for another. */
export type KeyUse = 'access tokens' | 'grant proofs' | 'consent forms' | 'browser sessions';

/** The key of a use: 32 bytes that tell nothing of `root`, nor of the other uses' keys. */
export function keyFor(use: KeyUse, root: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', root, new Uint8Array(), `millrace ${use}`, 32));
}

/** A text that only who has the key can make for these parts. */
export function proofOf(key: Uint8Array, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
export function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
