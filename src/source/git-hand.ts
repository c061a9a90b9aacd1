/** Somebody's hand in a commit or a tag; `at` in milliseconds. */
export type Hand = { readonly name: string; readonly email: string; readonly at: number };

/** A hand as git keeps it. */
export function handText({ name, email, at }: Hand): string {
  return `${bare(name) || 'Millrace'} <${bare(email)}> ${Math.max(0, Math.floor(at / 1000))} +0000`;
}

/** Without what ends a name or an address in a commit. */
function bare(text: string): string {
  return text.replace(/[<>\p{Cc}]/gu, '').trim();
}
