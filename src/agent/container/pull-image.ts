import type { ContainerPlace } from './container-place.ts';
import type { ContainerSpec } from './container-spec.ts';
import { ContainerFailure } from './engine-calls.ts';

/** Brings a container's image to the machine, signed in to its registry where the container names a service connection. */
export async function pullImage(place: ContainerPlace, spec: ContainerSpec): Promise<void> {
  const { image, localImage, pullIfMissing } = spec.properties;
  if (localImage) return;
  const { calls } = place;
  if (pullIfMissing) {
    const { exitCode } = await calls.call({ args: ['image', 'inspect', '--format', '{{.Id}}', image] });
    if (exitCode === 0) return;
  }
  const registry = await signIn(place, spec);
  try {
    await calls.must({ args: ['pull', image] });
  } finally {
    if (registry !== undefined) await calls.call({ args: ['logout', registry] });
  }
}

/** Answers the registry that it signed in to. The password goes through stdin. */
async function signIn({ calls, step }: ContainerPlace, { endpoint: name }: ContainerSpec): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const { endpoints } = step.job.request.resources;
  const endpoint = endpoints.find(each => each.name.toLowerCase() === name.toLowerCase());
  if (endpoint === undefined)
    throw new ContainerFailure(`The service connection '${name}' is not available to this job.`);
  const parameters = new Map(
    Object.entries(endpoint.authorization.parameters).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const registry = parameters.get('registry') ?? endpoint.url;
  const user = parameters.get('username') ?? '';
  await calls.must({
    args: ['login', '--username', user, '--password-stdin', registry],
    input: parameters.get('password') ?? '',
  });
  return registry;
}
