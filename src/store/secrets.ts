import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Secrets } from '../run/ports/secrets.ts';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** Begins every sealed text, so that another algorithm can follow one day. */
const scheme = 'v1.';

// Loaded when something is sealed: a run without secrets does without it, and starts sooner.
const crypto = () => process.getBuiltinModule('node:crypto');

/** Seals with a key of 32 bytes. A sealed text is `v1.` and, in base64url, nonce, ciphertext and tag. */
export function openSecrets(key: Uint8Array): Secrets {
  if (key.length !== keyBytes) throw new RangeError(`A key has ${keyBytes} bytes, not ${key.length}.`);
  return {
    seal: text => seal(key, text),
    open: sealed => unseal(key, sealed),
  };
}

/** Seals with a key that nothing else knows, made when it is first needed: what is sealed can be opened while this process lives. */
export function openOwnSecrets(): Secrets {
  let secrets: Secrets | undefined;
  const own = (): Secrets => {
    secrets ??= openSecrets(crypto().randomBytes(keyBytes));
    return secrets;
  };
  return { seal: text => own().seal(text), open: sealed => own().open(sealed) };
}

function seal(key: Uint8Array, text: string): string {
  const nonce = crypto().randomBytes(nonceBytes);
  const cipher = crypto().createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return scheme + bytes.toString('base64url');
}

function unseal(key: Uint8Array, sealed: string): string {
  const bytes = Buffer.from(sealed.slice(scheme.length), 'base64url');
  if (!sealed.startsWith(scheme) || bytes.length < nonceBytes + tagBytes) throw new Error('Not a sealed text.');
  const end = bytes.length - tagBytes;
  const decipher = crypto().createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAuthTag(bytes.subarray(end));
  try {
    return decipher.update(bytes.subarray(nonceBytes, end), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw new Error('The sealed text was altered, or sealed with another key.');
  }
}

/**
 * The key of a file: 64 hex digits, readable by its owner alone. Makes the file, and the folder, where there is none; of processes that
 * do so at once, one makes it and all get its key. Throws when the file holds anything else.
 */
export async function loadOrCreateKey(file: string): Promise<Uint8Array> {
  const known = await readKey(file);
  if (known !== undefined) return known;
  await createKey(file);
  const created = await readKey(file);
  if (created === undefined) throw new Error(`The key file ${file} was removed while it was being made.`);
  return created;
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  let text: string;
  try {
    text = (await readFile(file, 'latin1')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`The key file ${file} is damaged: it should hold 64 hex digits.`);
  return Buffer.from(text, 'hex');
}

/** Writes a whole file beside it first: a link appears at once or not at all, and never in place of another's. */
async function createKey(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${crypto().randomBytes(8).toString('hex')}`;
  try {
    await writeDurably(draft, `${crypto().randomBytes(keyBytes).toString('hex')}\n`);
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft).catch(() => {});
  }
  await syncFolder(dirname(file));
}

async function writeDurably(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(text);
  await handle.sync();
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
