import { hashOf, newTokenText } from '../access/token-text.ts';
import type { Clock } from '../base/clock.ts';
import { guidFromName } from '../base/id.ts';
import type { Identity } from '../run/events.ts';
import type { TokenStore } from '../run/ports/token-store.ts';

/** Whom the tokens that a server makes by itself speak for. */
export const administrator: Identity = {
  id: guidFromName('user', 'administrator'),
  displayName: 'Administrator',
  uniqueName: 'administrator',
};

/** Makes a token for everything under a name; one of that name from before is no longer good. The answer is the only time it is seen. */
export async function renewToken(
  tokens: TokenStore,
  organization: string,
  name: string,
  clock: Clock,
): Promise<string> {
  for (const former of await tokens.list(organization)) {
    if (former.name === name) await tokens.remove(organization, former.hash);
  }
  const token = newTokenText();
  await tokens.add(organization, {
    hash: hashOf(token),
    name,
    identity: administrator,
    scopes: ['app_token'],
    createdAt: clock.now(),
    expiresAt: undefined,
  });
  return token;
}
