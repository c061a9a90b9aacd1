import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Project } from '../run/ports/catalogue.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import { useOf } from './project-use.ts';

/** A service connection of this type is called from outside; `webhookname` is the last part of its address. */
export const incomingWebhookType = 'incomingwebhook';

/** A call as it came; header names in lower case. */
export type IncomingCall = {
  readonly name: string;
  readonly header: (name: string) => string | undefined;
  readonly body: Uint8Array;
};

/** A connection that a call is for, as a project knows it. */
export type CalledConnection = { readonly project: Project; readonly id: string; readonly name: string };

/**
 * The connections of a name that take a call; `undefined` where there is none of the name. One with a `secret` takes what is signed with it: the header
 * that `header` names has the HMAC of the body in hexadecimal, by SHA-1, or by SHA-256 where the header says `sha256=`.
 */
export async function calledConnections(
  ports: { readonly endpoints: Endpoints; readonly secrets: Secrets },
  projects: readonly Project[],
  call: IncomingCall,
): Promise<readonly CalledConnection[] | undefined> {
  const called: CalledConnection[] = [];
  let isKnown = false;
  for (const project of projects) {
    for (const endpoint of await ports.endpoints.list(project.id, { type: incomingWebhookType })) {
      const parameter = parametersOf(endpoint, ports.secrets);
      if (parameter('webhookname').toLowerCase() !== call.name.toLowerCase()) continue;
      isKnown = true;
      const name = useOf(endpoint, project.id)?.name ?? '';
      if (isSigned(call, parameter('secret'), parameter('header'))) called.push({ project, id: endpoint.id, name });
    }
  }
  return isKnown ? called : undefined;
}

/** Reads a parameter of an endpoint, by its name in any case; `''` where it has none. */
function parametersOf({ parameters }: Endpoint, secrets: Secrets): (name: string) => string {
  const byName = new Map(Object.entries(parameters).map(([name, parameter]) => [name.toLowerCase(), parameter]));
  return name => {
    const found = byName.get(name);
    if (found === undefined) return '';
    return found.isSecret ? secrets.open(found.value) : found.value;
  };
}

function isSigned({ header, body }: IncomingCall, secret: string, headerName: string): boolean {
  if (secret === '') return true;
  const [, algorithm = 'sha1', given = ''] = /^(?:(sha1|sha256)=)?([0-9a-f]+)$/i.exec(header(headerName) ?? '') ?? [];
  const expected = createHmac(algorithm.toLowerCase(), secret).update(body).digest();
  const signature = Buffer.from(given, 'hex');
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
