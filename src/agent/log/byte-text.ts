/**
 * Text whose characters stand for the bytes of UTF-8, one each: the latin1 view. Output of processes stays in this form from the pipe to
 * the upload, so that it is neither decoded nor encoded on its way.
 */
export type ByteText = string;

const asciiOnly = /^[\0-\x7f]*$/;

/** The byte text of an ordinary text. */
export function toByteText(text: string): ByteText {
  return asciiOnly.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** The ordinary text of a byte text; bytes that are not UTF-8 become U+FFFD. */
export function fromByteText(text: ByteText): string {
  return asciiOnly.test(text) ? text : Buffer.from(text, 'latin1').toString('utf8');
}

/** Whether a byte text can be cut before `at` without cutting a character of UTF-8 in two. */
export function isCharacterStart(text: ByteText, at: number): boolean {
  return at >= text.length || (text.charCodeAt(at) & 0xc0) !== 0x80;
}
