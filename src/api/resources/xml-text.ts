/** Text as it stands within an XML attribute or element; what no XML document can hold is left out. */
export function xmlText(words: string): string {
  const writable = words.replace(/(?![\t\n\r])\p{Cc}/gu, '').toWellFormed();
  return writable.replace(/[&<>"'\t\n\r]/g, character => `&#${character.codePointAt(0)};`);
}
