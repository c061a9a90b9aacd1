import type { Identity } from '../../run/events.ts';
import type { IdentityReference } from '../../wire/common.ts';

/** Someone, as builds name them. */
export function identityReference(base: string, { id, displayName, uniqueName }: Identity): IdentityReference {
  const descriptor = subjectDescriptor(id);
  const imageUrl = `${base}/_apis/GraphProfile/MemberAvatars/${descriptor}`;
  return {
    displayName,
    url: `${base}/_apis/Identities/${encodeURIComponent(id)}`,
    _links: { avatar: { href: imageUrl } },
    id,
    uniqueName,
    imageUrl,
    descriptor,
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
