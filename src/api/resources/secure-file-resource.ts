import type { SecureFile } from '../../resources/secure-files.ts';
import type { SecureFile as WireSecureFile } from '../../wire/secure-files.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

/** What is said of a secure file; its bytes are read with a ticket. */
export function secureFileResource(base: string, file: SecureFile, ticket: string | undefined): WireSecureFile {
  return {
    id: file.id,
    name: file.name,
    properties: file.properties,
    createdBy: identityReference(base, file.createdBy),
    createdOn: dateText(file.createdAt),
    modifiedBy: identityReference(base, file.modifiedBy),
    modifiedOn: dateText(file.modifiedAt),
    ...(ticket === undefined ? {} : { ticket }),
  };
}
