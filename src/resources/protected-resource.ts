/** The kinds of resource that need permission and can have checks, as the service calls them. */
export const protectedTypes = [
  'endpoint',
  'environment',
  'queue',
  'repository',
  'securefile',
  'variablegroup',
] as const;

export type ProtectedType = (typeof protectedTypes)[number];

/** Names a protected resource of a project: a number for groups, environments and queues, a GUID for endpoints and files. */
export type ProtectedResource = { readonly type: ProtectedType; readonly id: string };

/** Reads what a client names, in any case; `undefined` for a type that is none. */
export function protectedResource(type: string, id: string): ProtectedResource | undefined {
  const known = protectedTypes.find(each => each === type.toLowerCase());
  return known === undefined ? undefined : { type: known, id: id.toLowerCase() };
}

/** How documents and sets name a resource. */
export function resourceKey({ type, id }: ProtectedResource): string {
  return `${type}/${id}`;
}
