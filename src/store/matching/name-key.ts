/** The form under which a name is looked up and kept unique: names match in any case. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** Orders by name as every store lists: by key, then as spelled, independent of a database's collation. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compare(nameKey(a.name), nameKey(b.name)) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
