import type * as Crypto from 'node:crypto';

/** `node:crypto`, loaded when it is first used: it takes milliseconds, which a short command does not have. */
export function nodeCrypto(): typeof Crypto {
  return process.getBuiltinModule('node:crypto');
}
