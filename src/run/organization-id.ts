import { guidFromName } from '../base/id.ts';

/** The id of an organization: the same on every server that serves it. */
export function organizationId(organization: string): string {
  return guidFromName('organization', organization.toLowerCase());
}
