import type { AgentJobRequest, WireContainer } from '../../wire/agent-protocol.ts';
import { ContainerFailure } from './engine-calls.ts';

/** A container that a job starts. */
export type ContainerSpec = {
  /** What steps call it by. */
  readonly alias: string;
  /** `service`: its image decides what it runs. The others wait for steps. */
  readonly role: 'job' | 'step' | 'service';
  /** The name by which others on the job's network reach it. */
  readonly networkAlias: string | undefined;
  readonly properties: WireContainer['properties'];
  readonly endpoint: string | undefined;
};

/** The containers of a job: its own first, then those that steps name, then the services. Throws for an alias that the message does not describe. */
export function containerSpecs(request: AgentJobRequest, expand: (text: string) => string): readonly ContainerSpec[] {
  const { jobContainer, jobSidecarContainers = {}, resources } = request;
  const services = Object.entries(jobSidecarContainers);
  const described = (alias: string): WireContainer => {
    const found = resources.containers?.find(each => each.alias.toLowerCase() === alias.toLowerCase());
    if (found === undefined) throw new ContainerFailure(`The job does not say what the container '${alias}' is.`);
    return found;
  };
  const taken = new Set([jobContainer, ...services.map(([, alias]) => alias)].map(alias => alias?.toLowerCase()));
  const others = (resources.containers ?? []).filter(({ alias }) => !taken.has(alias.toLowerCase()));
  return [
    ...(jobContainer === undefined ? [] : [specOf(described(jobContainer), 'job', undefined, expand)]),
    ...others.map(container => specOf(container, 'step', undefined, expand)),
    ...services.map(([name, alias]) => specOf(described(alias), 'service', name, expand)),
  ];
}

function specOf(
  { alias, endpoint, properties }: WireContainer,
  role: ContainerSpec['role'],
  networkAlias: string | undefined,
  expand: (text: string) => string,
): ContainerSpec {
  const { image, options, env, ports, volumes } = properties;
  const expanded = {
    ...properties,
    image: expand(image).trim(),
    options: expand(options),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, expand(value)])),
    ports: ports.map(expand),
    volumes: volumes.map(expand),
  };
  if (expanded.image === '') throw new ContainerFailure(`The container '${alias}' has no image.`);
  return { alias: networkAlias ?? alias, role, networkAlias, properties: expanded, endpoint: endpoint?.name };
}
