import type { Identity } from '../run/events.ts';
import { everyScope } from './scopes.ts';

/** Somebody with what he may do: `granted` has his scopes and all that they include. */
export type Holder = { readonly identity: Identity; readonly granted: ReadonlySet<string> };

/** Whether somebody holds scopes, and so may give them to a token. */
export function holds({ granted }: Holder, scopes: readonly string[]): boolean {
  return granted.has(everyScope) || scopes.every(scope => granted.has(scope));
}
