/** The SHA-256 of bytes or of a text's UTF-8, as 64 hex digits. Loads `node:crypto` with the first call only: it takes as long as a short step. */
export function sha256(data: Uint8Array | string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(data).digest('hex');
}
