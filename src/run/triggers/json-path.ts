/**
 * The text at a path of a JSON value: names with dots between them, items by number (`commits[0].id`), `$.` before it if one likes. `undefined` where there is
 * nothing, or no text, number or boolean.
 */
export function textAt(value: unknown, path: string): string | undefined {
  let at = value;
  for (const name of path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? []) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return typeof at === 'object' || at === undefined ? undefined : String(at);
}
