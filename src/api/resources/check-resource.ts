import type { CheckConfiguration } from '../../resources/check.ts';
import { typeOf } from '../../resources/check-types.ts';
import type { CheckConfiguration as WireCheck } from '../../wire/checks.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

/** A check, with its settings where the request asks for them. */
export function checkResource(base: string, check: CheckConfiguration, withSettings: boolean): WireCheck {
  const url = `${base}/${check.projectId}/_apis/pipelines/checks/configurations/${check.id}`;
  const { type, id, name } = check.resource;
  const { id: typeId, name: typeName } = typeOf(check.rule);
  return {
    ...(withSettings ? { settings: check.settings } : {}),
    createdBy: identityReference(base, check.createdBy),
    createdOn: dateText(check.createdAt),
    modifiedBy: identityReference(base, check.modifiedBy),
    modifiedOn: dateText(check.modifiedAt),
    timeout: check.timeoutMinutes,
    ...(check.isDisabled ? { isDisabled: true } : {}),
    _links: { self: { href: url } },
    id: check.id,
    type: { id: typeId, name: typeName },
    url,
    resource: { type, id, ...(name === '' ? {} : { name }) },
  };
}
