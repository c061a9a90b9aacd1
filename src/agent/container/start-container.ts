import type { ContainerPlace, StartedContainer } from './container-place.ts';
import type { ContainerSpec } from './container-spec.ts';
import { ensureUser } from './container-user.ts';
import { createCall } from './create-args.ts';
import { ContainerFailure, type EngineCalls } from './engine-calls.ts';
import { findNode } from './find-node.ts';
import { jobMounts, PathMap } from './mounts.ts';
import { pullImage } from './pull-image.ts';
import { shippedMounts } from './shipped-mounts.ts';

/** Pulls, makes and starts a container, and opens it to steps where it is not a service. Throws a `ContainerFailure`. */
export async function startContainer(place: ContainerPlace, spec: ContainerSpec): Promise<StartedContainer> {
  const { calls, step } = place;
  const { image, mountReadOnly = [] } = spec.properties;
  await pullImage(place, spec);
  const mounts = jobMounts(
    step.job.folders,
    {
      tasks: step.job.packages.folder,
      packages: place.packages.elsewhere,
      shipped: place.packages.hasShipped ? shippedMounts() : [],
    },
    mountReadOnly,
  );
  const created = await calls.must({ ...createCall(spec, { ...place, mounts }), makesThing: true });
  const id = created.at(-1)?.trim() ?? '';
  if (id === '') throw new ContainerFailure(`The container engine made no container of '${image}'.`);
  step.job.containers.made(spec.alias, id);
  await calls.must({ args: ['start', id] });
  await checkRunning(place, spec, id);
  if (spec.role === 'service') return { spec, id, ports: await publishedPorts(calls, id) };
  const bash = await findBash(calls, spec, id);
  const user = await ensureUser(calls, id, message => step.write(message));
  const node = place.packages.needsNode ? await findNode(calls, spec, id) : undefined;
  const paths = new PathMap(mounts, step.job.folders.work);
  const { engine } = calls;
  step.job.containers.open({ alias: spec.alias, id, engine, user, paths, bash, node }, spec.role === 'job');
  return { spec, id, ports: {} };
}

/** A container that has ended already says why in its own output. */
async function checkRunning(
  { calls, step }: ContainerPlace,
  { alias, role }: ContainerSpec,
  id: string,
): Promise<void> {
  const filter = ['--filter', `id=${id}`, '--filter', 'status=running', '--no-trunc'];
  const { lines } = await calls.call({ args: ['ps', '--all', ...filter, '--format', '{{.ID}} {{.Status}}'] });
  if (lines.some(line => line.startsWith(id))) return;
  await calls.call({ args: ['logs', '--details', id] });
  const message = `The container ${alias} is not running: see its output above.`;
  if (role !== 'service') throw new ContainerFailure(message);
  step.warning(message);
}

async function publishedPorts(calls: EngineCalls, id: string): Promise<Readonly<Record<string, string>>> {
  const { lines } = await calls.call({ args: ['port', id] });
  const pairs = lines.flatMap(line => {
    const [, inside, outside] = /^(\d+)\/\w+ -> .*:(\d+)$/.exec(line.trim()) ?? [];
    return inside === undefined || outside === undefined ? [] : [[inside, outside] as const];
  });
  return Object.fromEntries(pairs);
}

async function findBash(calls: EngineCalls, { alias, properties }: ContainerSpec, id: string): Promise<string> {
  const { exitCode, lines } = await calls.call({ args: ['exec', id, 'sh', '-c', 'command -v bash'] });
  const [path] = lines;
  if (exitCode === 0 && path !== undefined) return path;
  throw new ContainerFailure(
    `The image '${properties.image}' of the container ${alias} has no bash, which containers that steps run in need.`,
  );
}
