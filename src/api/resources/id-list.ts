/** The ids of a query parameter that lists them with commas, in lower case; none of an empty one. */
export function idsOf(text: string): ReadonlySet<string> {
  const ids = text.split(',').map(id => id.trim().toLowerCase());
  return new Set(ids.filter(id => id !== ''));
}
