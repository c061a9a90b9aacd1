import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task.js';

/** A registry that a service connection signs in at. `host` is empty for Docker Hub. */
export type Registry = {
  readonly url: string;
  readonly host: string;
  readonly username: string;
  readonly password: string;
};

/** The registry of the input `containerRegistry`; `undefined` where the step names none. */
export function registryOfStep(): Registry | undefined {
  const id = tl.getInput('containerRegistry');
  if (!id) return undefined;
  const parameter = (name: string) => tl.getEndpointAuthorizationParameter(id, name, true) ?? '';
  const url = parameter('registry') || tl.getEndpointUrlRequired(id);
  const host = url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const isHub = /(^|\.)docker\.io$/i.test(host);
  return { url, host: isHub ? '' : host, username: parameter('username'), password: parameter('password') };
}

/** The name that an image has at a registry. */
export function imageName(repository: string, registry: Registry | undefined): string {
  if (registry === undefined || registry.host === '' || repository.startsWith(`${registry.host}/`)) return repository;
  return `${registry.host}/${repository}`;
}

type Config = { readonly auths: Readonly<Record<string, { readonly auth: string }>> };

/**
 * Signs in, for this step and, with `forLaterSteps`, for the steps that follow: a configuration of the engine in the job's temporary folder, beside
 * what earlier steps signed in at. The user's own is not touched.
 */
export function signIn(registry: Registry, { forLaterSteps }: { readonly forLaterSteps: boolean }): () => void {
  const before = ownConfigFolder();
  const folder = forLaterSteps && before !== undefined ? before : newFolder();
  const { url, host, username, password } = registry;
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  tl.setSecret(auth);
  const auths = { ...(before === undefined ? {} : readConfig(before).auths), [host === '' ? url : host]: { auth } };
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths } satisfies Config), { mode: 0o600 });
  process.env.DOCKER_CONFIG = folder;
  if (forLaterSteps) {
    tl.setVariable('DOCKER_CONFIG', folder);
    return () => undefined;
  }
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Forgets what steps of this job signed in at: at one registry, or at all where the step names none. */
export function signOut(registry: Registry | undefined): void {
  const folder = ownConfigFolder();
  if (folder === undefined) return;
  const { auths } = readConfig(folder);
  const gone = registry && (registry.host === '' ? registry.url : registry.host);
  const left = Object.fromEntries(Object.entries(auths).filter(([name]) => gone !== undefined && name !== gone));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: left } satisfies Config), { mode: 0o600 });
}

function temporary(): string {
  return tl.getVariable('Agent.TempDirectory') ?? '';
}

/** The configuration that an earlier step of this job made. */
function ownConfigFolder(): string | undefined {
  const folder = tl.getVariable('DOCKER_CONFIG');
  return folder?.startsWith(temporary()) && existsSync(join(folder, 'config.json')) ? folder : undefined;
}

function newFolder(): string {
  const folder = join(temporary(), `docker-${process.pid}-${Date.now()}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function readConfig(folder: string): Config {
  return JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Config;
}
