import { expandMacros } from '../expression/macro.ts';
import type { JobOffer } from '../run/job-offer.ts';
import type { OfferedStep } from '../run/offered-steps.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import type { Endpoint } from './endpoints.ts';
import { useOf } from './project-use.ts';
import type { KindOfInput } from './referring-inputs.ts';
import type { Resources } from './resources.ts';
import { referencesOf, usable } from './step-references.ts';

/** An endpoint as a job gets it, its secrets opened. */
export type JobEndpoint = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly data: Readonly<Record<string, string>>;
  readonly authorization: { readonly scheme: string; readonly parameters: Readonly<Record<string, string>> };
};

/** A secure file as a job gets it; `ticket` lets it be downloaded. */
export type JobSecureFile = { readonly id: string; readonly name: string; readonly ticket: string };

/** What a job is given of protected resources. */
export type JobResources = {
  /** The steps, with ids in place of the names that their inputs hold: what tasks ask the agent for. */
  readonly steps: readonly OfferedStep[];
  readonly endpoints: readonly JobEndpoint[];
  readonly secureFiles: readonly JobSecureFile[];
};

/**
 * The endpoints and secure files that a job's steps and containers name, as they are now. What the pipeline may no longer use is left out: the
 * step that asks for it fails, as it does on the service.
 */
export async function jobResources(
  resources: Resources,
  secrets: Secrets,
  pipelineId: number,
  offer: JobOffer,
  kindOf: KindOfInput,
): Promise<JobResources> {
  const use = { projectId: offer.projectId, pipelineId };
  const used = { endpoint: new Set<string>(), securefile: new Set<string>() };
  const idOf = async (type: keyof typeof used, name: string): Promise<string> => {
    const id = await usable(resources, use, type, name);
    if (id !== undefined) used[type].add(id);
    return id ?? name;
  };
  const steps: OfferedStep[] = [];
  for (const step of offer.steps) {
    const inputs = { ...step.inputs };
    for (const { type, input, names } of referencesOf(expanded(offer, step.inputs), input =>
      kindOf(step.task.id, input),
    )) {
      inputs[input] = (await Promise.all(names.map(name => idOf(type, name)))).join(',');
    }
    steps.push({ ...step, inputs });
  }
  for (const { endpoint } of Object.values(offer.containers.resources)) {
    if (endpoint !== undefined) await idOf('endpoint', endpoint);
  }
  const endpoints = await Promise.all([...used.endpoint].map(id => resources.endpoints.get(id)));
  const files = await Promise.all([...used.securefile].map(id => resources.secureFiles.get(offer.projectId, id)));
  return {
    steps,
    endpoints: endpoints.flatMap(endpoint =>
      endpoint === undefined ? [] : [opened(endpoint, offer.projectId, secrets)],
    ),
    secureFiles: files.flatMap(file =>
      file === undefined ? [] : [{ id: file.id, name: file.name, ticket: resources.secureFiles.ticket(file) }],
    ),
  };
}

function opened(endpoint: Endpoint, projectId: string, secrets: Secrets): JobEndpoint {
  const parameters = Object.entries(endpoint.parameters).map(
    ([name, { value, isSecret }]) => [name, isSecret ? secrets.open(value) : value] as const,
  );
  return {
    id: endpoint.id,
    name: useOf(endpoint, projectId)?.name ?? '',
    type: endpoint.type,
    url: endpoint.url,
    data: endpoint.data,
    authorization: { scheme: endpoint.scheme, parameters: Object.fromEntries(parameters) },
  };
}

// Secrets name no resources: a name would be shown in what a step prints.
function expanded({ variables }: JobOffer, inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const known = new Map(Object.entries(variables).map(([name, each]) => [name.toLowerCase(), each]));
  const textOf = (name: string): string | undefined => {
    const variable = known.get(name.toLowerCase());
    return variable === undefined || variable.isSecret ? undefined : variable.value;
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, expandMacros(value, textOf)]));
}
