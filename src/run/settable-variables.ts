import { QueueRefusal } from './queue-refusal.ts';
import type { QueueRequest } from './queue-request.ts';

/**
 * Refuses queue-time variables that may not be set: those that the YAML declares, and the pipeline's own without `allowOverride`. Names match
 * in any case; a name that nobody declares may be set.
 */
export function checkSettable({ plan, variables, pipelineVariables = {} }: QueueRequest): void {
  const declared = plan.variables.flatMap(variable => ('name' in variable ? [variable.name.toLowerCase()] : []));
  const fixed = Object.entries(pipelineVariables).flatMap(([name, variable]) =>
    variable.allowOverride ? [] : [name.toLowerCase()],
  );
  const refused = Object.keys(variables).filter(name => [...declared, ...fixed].includes(name.toLowerCase()));
  if (refused.length > 0) throw new QueueRefusal(notSettable(refused));
}

function notSettable(names: readonly string[]): string {
  return (
    `You can't set the following variables (${names.join(', ')}). If you want to be able to set these variables, ` +
    'then edit the pipeline and select Settable at queue time on the variables tab of the pipeline editor.'
  );
}
