/** The spellings in which one secret may turn up in output: itself, escaped for commands, JSON, addresses and shells, in base64, and each without quotes or blank ends. */
export function secretForms(secret: string): ReadonlySet<string> {
  const forms = new Set<string>();
  for (const whole of wholeForms(secret)) {
    for (const trimmed of [whole, trimEnds(whole, `'"`), trimEnds(whole, '\r\n ')]) {
      for (const encode of encodings) forms.add(encode(trimmed));
    }
  }
  // Output is split at every kind of line end and joined with line feeds, so a secret of several lines is met in that form.
  for (const form of [...forms]) forms.add(form.replace(/\r\n?/g, '\n'));
  // Without its line ends at both ends a form is met all the same, and hides no more than it must.
  return new Set([...forms].filter(form => form !== '' && !/^\n|\n$/.test(form)));
}

function wholeForms(secret: string): readonly string[] {
  const lineEndsEscaped = secret.replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const commandEscaped = secret.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return [secret, commandEscaped, lineEndsEscaped, Buffer.from(secret, 'utf8').toString('base64')];
}

const encodings: readonly ((text: string) => string)[] = [
  text => text,
  text => JSON.stringify(text).slice(1, -1),
  text => encodeAddress(text),
  text => encodeAddress(text).replace(/[!'()*]/g, percentEncode),
  text => text.replaceAll('\\', '\\\\'),
  text => text.replaceAll('\\\\', '\\').replaceAll("\\'", "'").replaceAll('\\"', '"').replaceAll('\\t', '\t'),
];

/** Half a surrogate pair, which a secret cut in two may end with, cannot be encoded and stays as it is. */
function encodeAddress(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : text;
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function trimEnds(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text.charAt(start))) start += 1;
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
