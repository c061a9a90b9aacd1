/** Whether a name fits a pattern in which `*` stands for any text; in any case. A pattern without `*` is the whole name. */
export function matchesName(pattern: string, name: string): boolean {
  return matchesText(pattern.toLowerCase(), name.toLowerCase());
}

/** The same to the letter. No expression does this: what many `*` make of one takes it years. */
export function matchesText(pattern: string, text: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length >= at + last.length && text.endsWith(last);
}
