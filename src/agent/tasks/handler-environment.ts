import type { TaskDefinition } from '../../tasks/definition.ts';
import type { WireEndpoint } from '../../wire/agent-protocol.ts';
import { environmentName } from '../variables/environment.ts';
import { inputVariables } from './package-inputs.ts';
import type { TaskRun } from './task.ts';

/**
 * What the process of a package gets beside the environment of every step: inputs, the names of variables, secrets, service connections, secure
 * files and task variables, spelled as `azure-pipelines-task-lib` reads them. That library takes the secret ones out of its environment before it
 * starts anything.
 */
export function handlerEnvironment(definition: TaskDefinition, run: TaskRun): Record<string, string> {
  const { job, taskVariables } = run.step;
  const environment = {
    ...variableNames(run),
    ...inputVariables(definition, run),
    ...endpointVariables(definition, run),
    ...Object.fromEntries(job.endpointVariables),
    ...Object.fromEntries(job.endpointSecrets),
    ...secureFileVariables(definition, run),
    ...Object.fromEntries(
      [...taskVariables].map(([name, value]) => [`VSTS_TASKVARIABLE_${environmentName(name)}`, value]),
    ),
  };
  // No process can be given such a text.
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => !/[=\0]/.test(name) && !value.includes('\0')),
  );
}

function variableNames({ step: { job } }: TaskRun): Record<string, string> {
  const all = [...job.variables.all()];
  const secrets = all.filter(({ isSecret }) => isSecret);
  const names = (variables: typeof all): string => JSON.stringify(variables.map(({ name }) => name));
  return {
    VSTS_PUBLIC_VARIABLES: names(all.filter(({ isSecret }) => !isSecret)),
    VSTS_SECRET_VARIABLES: names(secrets),
    ...Object.fromEntries(secrets.map(({ name, value }) => [`SECRET_${environmentName(name)}`, value])),
  };
}

const systemConnection = 'systemvssconnection';

/** The server's own connection, and those that an input of the step names. */
function endpointVariables(definition: TaskDefinition, run: TaskRun): Record<string, string> {
  const named = namedBy(definition, run, type => type.startsWith('connectedservice'));
  const isWanted = ({ id = '', name }: WireEndpoint): boolean =>
    name.toLowerCase() === systemConnection || named.has(id.toLowerCase()) || named.has(name.toLowerCase());
  const wanted = run.step.job.request.resources.endpoints.filter(isWanted);
  return Object.fromEntries(wanted.flatMap(variablesOf));
}

function variablesOf({ id, name, url, authorization, data = {} }: WireEndpoint): (readonly [string, string])[] {
  const key = id ?? name.toUpperCase();
  const parameters = Object.entries(authorization.parameters);
  const common: (readonly [string, string])[] = [
    [`ENDPOINT_URL_${key}`, url],
    [`ENDPOINT_AUTH_${key}`, JSON.stringify({ parameters: authorization.parameters, scheme: authorization.scheme })],
    [`ENDPOINT_AUTH_SCHEME_${key}`, authorization.scheme],
    ...parameters.map(([each, value]) => [`ENDPOINT_AUTH_PARAMETER_${key}_${environmentName(each)}`, value] as const),
  ];
  if (id === undefined) return common;
  const described = Object.entries(data).map(
    ([each, value]) => [`ENDPOINT_DATA_${key}_${environmentName(each)}`, value] as const,
  );
  return [...common, [`ENDPOINT_DATA_${key}`, JSON.stringify(data)], ...described];
}

function secureFileVariables(definition: TaskDefinition, run: TaskRun): Record<string, string> {
  const named = namedBy(definition, run, type => type === 'securefile');
  const files = (run.step.job.request.resources.secureFiles ?? []).filter(
    ({ id, name }) => named.has(id.toLowerCase()) || named.has(name.toLowerCase()),
  );
  return Object.fromEntries(
    files.flatMap(({ id, name, ticket }) => [
      [`SECUREFILE_NAME_${id}`, name],
      [`SECUREFILE_TICKET_${id}`, ticket],
    ]),
  );
}

/** The ids or names, in lower case, that inputs of some types hold. */
function namedBy(definition: TaskDefinition, run: TaskRun, isType: (type: string) => boolean): ReadonlySet<string> {
  const inputs = definition.inputs.filter(({ type }) => isType(type.toLowerCase()));
  const values = inputs.flatMap(({ name, aliases }) => [name, ...aliases].map(each => run.inputs.text(each)));
  return new Set(
    values
      .flatMap(value => value.split(','))
      .map(value => value.trim().toLowerCase())
      .filter(Boolean),
  );
}
