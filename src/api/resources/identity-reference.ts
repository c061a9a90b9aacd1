import type { Identity } from '../../run/events.ts';
import type { IdentityReference } from '../../wire/common.ts';

/** Someone, as builds name them. */
export function identityReference(base: string, { id, displayName, uniqueName }: Identity): IdentityReference {
  return {
    displayName,
    url: `${base}/_apis/Identities/${encodeURIComponent(id)}`,
    id,
    uniqueName,
    descriptor: subjectDescriptor(id),
  };
}

/** How the service's identities call someone. */
export function claimsDescriptor({ uniqueName }: Identity): string {
  return `Microsoft.IdentityModel.Claims.ClaimsIdentity;${uniqueName}`;
}

/** How the service's graph would call someone. */
export function subjectDescriptor(id: string): string {
  return `millrace.${Buffer.from(id).toString('base64url')}`;
}
