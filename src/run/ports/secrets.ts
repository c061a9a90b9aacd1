/**
 * Seals texts that must not be stored in the clear (AES-256-GCM, a key outside the database). `seal` gives another text each time;
 * `open` throws when the text was altered or sealed with another key.
 */
export interface Secrets {
  seal(text: string): string;
  open(sealed: string): string;
}
