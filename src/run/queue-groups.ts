import type { Plan } from '../plan/model.ts';
import type { ResourceUse } from './ports/resource-use.ts';
import type { VariableGroups } from './ports/variable-groups.ts';
import { QueueRefusal } from './queue-refusal.ts';
import type { Variables } from './variables.ts';

/** The variable groups that a pipeline is linked to, and those that its plan names in any of its scopes, by name in lower case. Throws `QueueRefusal` for those that are not there. */
export async function resolveGroups(
  plan: Plan,
  { organization, groups: linked = [] }: { readonly organization: string; readonly groups?: readonly string[] },
  use: ResourceUse,
  groups: VariableGroups | undefined,
): Promise<Readonly<Record<string, Variables>>> {
  const found: Record<string, Variables> = {};
  const problems: string[] = [];
  const ofPipeline = linked.map(name => ({ who: 'The pipeline', name }));
  for (const { who, name } of [...ofPipeline, ...namedGroups(plan)]) {
    const key = name.toLowerCase();
    const variables = found[key] ?? (await groups?.variablesOf(organization, use, name));
    if (variables === undefined) problems.push(`${who}: ${missing(name)}`);
    else found[key] = variables;
  }
  if (problems.length > 0) throw new QueueRefusal(problems.join('\n'));
  return found;
}

function namedGroups(plan: Plan): readonly { readonly who: string; readonly name: string }[] {
  const scopes = [
    { who: 'The pipeline', variables: plan.variables },
    ...plan.stages.flatMap(stage => [
      { who: `Stage ${stage.name}`, variables: stage.variables },
      ...stage.jobs.map(job => ({ who: `Stage ${stage.name} job ${job.name}`, variables: job.variables })),
    ]),
  ];
  return scopes.flatMap(({ who, variables }) =>
    variables.flatMap(variable => ('group' in variable ? [{ who, name: variable.group }] : [])),
  );
}

function missing(name: string): string {
  const sentence = `Variable group ${name} was not found or is not authorized for use.`;
  return `${sentence} For authorization details, refer to https://aka.ms/yamlauthz.`;
}
