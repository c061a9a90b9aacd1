import type { PipelineSettings, PipelineVariable } from '../../run/ports/catalogue.ts';
import type { DefinitionBody, GivenDemand } from '../../wire/definitions.ts';
import { checkedName, checkedYamlPath, folderOf } from './new-pipeline.ts';
import { triggerSetting } from './trigger-settings.ts';

/** What a definition's body says of a pipeline, over what was set before. `seal` closes the values of secrets. */
export function definitionSettings(
  body: DefinitionBody,
  former: PipelineSettings,
  seal: (text: string) => string,
): PipelineSettings {
  const { description, queueStatus, jobAuthorizationScope, tags, variableGroups = [] } = body;
  return {
    ...former,
    ...(description === undefined ? {} : { description }),
    ...(queueStatus === undefined ? {} : { queueStatus }),
    ...(jobAuthorizationScope === undefined ? {} : { jobAuthorizationScope }),
    ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
    ...(body.triggers === undefined ? {} : { triggers: body.triggers.map(triggerSetting) }),
    ...jobSettings(body),
    variableGroups: [...new Set(variableGroups.map(({ id }) => id))],
    variables: variablesOf(body.variables ?? {}, former.variables ?? {}, seal),
  };
}

/** What a body says of what the YAML leaves open. */
function jobSettings(body: DefinitionBody): PipelineSettings {
  const { buildNumberFormat, jobTimeoutInMinutes, jobCancelTimeoutInMinutes, badgeEnabled, demands } = body;
  return {
    ...(buildNumberFormat === undefined ? {} : { buildNumberFormat }),
    ...(jobTimeoutInMinutes === undefined ? {} : { jobTimeoutMinutes: jobTimeoutInMinutes }),
    ...(jobCancelTimeoutInMinutes === undefined ? {} : { jobCancelTimeoutMinutes: jobCancelTimeoutInMinutes }),
    ...(badgeEnabled === undefined ? {} : { isBadgeEnabled: badgeEnabled }),
    ...(demands === undefined ? {} : { demands: demands.map(demandText) }),
  };
}

/** A demand as pools' keys write it. */
export function demandText(demand: GivenDemand): string {
  if (typeof demand === 'string') return demand;
  return demand.value ? `${demand.name} -equals ${demand.value}` : demand.name;
}

/** The name, folder and file that a body says. */
export function definitionPlace(body: DefinitionBody, former?: { readonly yamlPath: string }) {
  return {
    name: checkedName(body.name),
    folder: folderOf(body.path),
    yamlPath: checkedYamlPath(body.process?.yamlFilename ?? former?.yamlPath),
  };
}

// A secret is answered as null: a client that sends the definition back means the value that is there.
function variablesOf(
  given: NonNullable<DefinitionBody['variables']>,
  former: NonNullable<PipelineSettings['variables']>,
  seal: (text: string) => string,
): Record<string, PipelineVariable> {
  const variables = Object.entries(given).map(([name, { value, isSecret = false, allowOverride = false }]) => {
    const kept = value === undefined && isSecret && former[name]?.isSecret === true ? former[name].value : undefined;
    const stored = kept ?? (isSecret ? seal(value ?? '') : (value ?? ''));
    return [name, { value: stored, isSecret, allowOverride }] as const;
  });
  return Object.fromEntries(variables);
}
