import { nodeCrypto } from '../../base/node-crypto.ts';
import type { ContainerSpec } from './container-spec.ts';
import type { Mount } from './mounts.ts';
import { splitWords } from './split-words.ts';

/** Where the engine of the machine listens. */
const engineSocket = '/var/run/docker.sock';

/** What a container that waits for steps does meanwhile. */
const keepAlive = ['sleep', 'infinity'];

export type CreateCall = {
  readonly args: readonly string[];
  /** Values of the container's variables: they are handed to the engine in its environment, never on its command line. */
  readonly env: Readonly<Record<string, string>>;
};

/** The engine's `create` for a container. */
export function createCall(
  spec: ContainerSpec,
  place: { readonly labels: readonly string[]; readonly network: string; readonly mounts: readonly Mount[] },
): CreateCall {
  const { properties, role, networkAlias } = spec;
  const { args: envArgs, env } = environmentArgs(properties.env);
  const mapsSocket = properties.mapDockerSocket && role !== 'service' && process.platform !== 'win32';
  const args = [
    'create',
    ...['--name', containerName(spec)],
    ...place.labels.flatMap(label => ['--label', label]),
    ...['--network', place.network],
    ...(networkAlias === undefined ? [] : ['--network-alias', networkAlias]),
    ...properties.ports.flatMap(port => ['-p', port]),
    ...splitWords(properties.options),
    // Steps start through bash, whatever the image's own entry point would make of it.
    ...(role === 'service' ? [] : ['--entrypoint', '']),
    ...envArgs,
    ...(mapsSocket ? ['-v', `${engineSocket}:${engineSocket}`] : []),
    ...properties.volumes.flatMap(volume => ['-v', volume]),
    ...(role === 'service' ? [] : place.mounts.flatMap(mountArgs)),
    properties.image,
    ...(role === 'service' ? [] : keepAlive),
  ];
  return { args, env };
}

/** What the engine's own program reads: given to the container on the command line, or it would go astray itself. */
const enginesOwn = /^(PATH|HOME|TMPDIR|.*_proxy|(DOCKER|CONTAINERS?|XDG|LD|GO)_?.*)$/i;

/** Variables by name alone, for everybody on the machine can see a command line. An entry without a value takes the one of the agent's environment. */
function environmentArgs(env: Readonly<Record<string, string>>): CreateCall {
  const args: string[] = [];
  const handed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (name === '') continue;
    const literal = value !== '' && enginesOwn.test(name);
    args.push('-e', literal ? `${name}=${value}` : name);
    if (value !== '' && !literal) handed[name] = value;
  }
  return { args, env: handed };
}

function mountArgs({ outside, inside, readOnly }: Mount): readonly string[] {
  return ['-v', `${outside}:${inside}${readOnly ? ':ro' : ''}`];
}

/** `redis_redis7_a1b2c3` */
function containerName({ alias, properties }: ContainerSpec): string {
  const clean = (text: string): string => text.replace(/[^a-zA-Z0-9_]/g, '');
  const name = `${clean(alias)}_${clean(properties.image)}`.replace(/^_+/, '').slice(0, 100);
  return `${name || 'container'}_${nodeCrypto().randomBytes(3).toString('hex')}`;
}
