/** The members of a JSON object; none for anything else. */
export function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A text, number or boolean as text: packages write `"true"` as well as `true`. Anything else is `''`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf).filter(text => text !== '') : [];
}
