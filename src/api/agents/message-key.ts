import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import type { AgentPublicKey } from '../../run/ports/agent-registry.ts';
import type { TaskAgentMessage } from '../../wire/agent-protocol.ts';

const keyBytes = 32;
const blockBytes = 16;

/** A new key for the messages of a session, as base64: by itself, and as only the agent of a public key can read it. */
export function newMessageKey({ exponent, modulus }: AgentPublicKey): {
  readonly plain: string;
  readonly encrypted: string;
} {
  const key = randomBytes(keyBytes);
  const n = Buffer.from(modulus, 'base64').toString('base64url');
  const e = Buffer.from(exponent, 'base64').toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const encrypted = publicEncrypt({ key: publicKey, padding, oaepHash: 'sha1' }, key);
  return { plain: key.toString('base64'), encrypted: encrypted.toString('base64') };
}

/** A message that only who has the session's key can read. */
export function encryptedMessage(message: TaskAgentMessage, key: string): TaskAgentMessage & { readonly iv: string } {
  const iv = randomBytes(blockBytes);
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(key, 'base64'), iv);
  const body = Buffer.concat([cipher.update(message.body, 'utf8'), cipher.final()]);
  return { ...message, iv: iv.toString('base64'), body: body.toString('base64') };
}
