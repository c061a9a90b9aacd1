import { sha1 } from './sha1.ts';

declare const kind: unique symbol;

/** A string that names one kind of thing, so that a job's id can't be passed where a plan's is wanted. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind };

/** GUIDs, lower case with dashes, as the service writes them. */
export type ProjectId = Id<'project'>;
export type RepositoryId = Id<'repository'>;
export type PlanId = Id<'plan'>;
export type TimelineId = Id<'timeline'>;
export type RecordId = Id<'record'>;
export type JobId = Id<'job'>;
export type SessionId = Id<'session'>;

/** The name-based GUID (RFC 9562, version 5) of `name` within `namespace`: the same two texts always give the same id. */
export function guidFromName(namespace: string, name: string): string {
  const bytes = sha1(`${namespace}\0${name}`).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const guidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is written as a GUID, in any case. */
export function isGuid(text: string): boolean {
  return guidShape.test(text);
}
