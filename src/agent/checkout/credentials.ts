import type { WireEndpoint, WireRepository } from '../../wire/agent-protocol.ts';
import type { TaskRun } from '../tasks/task.ts';
import { localFolder } from './git.ts';

/** The server's own service connection, whose token is the job's. */
const ownConnection = 'systemvssconnection';

/** What a job says so that git is left to sign in by itself. */
const selfManaged = 'system.selfmanagegitcreds';

/**
 * The `Authorization` header with which git reads a repository, or `undefined` where it needs none: the service connection that the repository names,
 * or for one of the server's own the job's token. What the header holds is hidden from then on.
 */
export function authorizationHeader(run: TaskRun, repository: WireRepository): string | undefined {
  const { request, masker, variables } = run.step.job;
  if (localFolder(repository.url) !== undefined || variables.isOn(selfManaged)) return undefined;
  const endpoint = endpointOf(repository, request.resources.endpoints);
  if (endpoint === undefined) return undefined;
  const header = headerOf(endpoint, isOwn(endpoint));
  if (header === undefined) return undefined;
  masker.add(header.slice(header.lastIndexOf(' ') + 1));
  return `AUTHORIZATION: ${header}`;
}

/** The key under which git sends a header to every address of the same server: submodules and large files may lie beside the repository. */
export function serverHeaderKey(url: string): string {
  return URL.canParse(url) ? `http.${new URL(url).origin}.extraheader` : `http.${url}.extraheader`;
}

function endpointOf({ endpoint, url }: WireRepository, endpoints: readonly WireEndpoint[]): WireEndpoint | undefined {
  if (endpoint !== undefined) {
    const wanted = [endpoint.id, endpoint.name].map(text => text?.toLowerCase());
    return endpoints.find(({ id, name }) => wanted.includes(name.toLowerCase()) || (id && wanted.includes(id)));
  }
  // The job's token is for the server's own addresses and nobody else's.
  const own = endpoints.find(isOwn);
  return own !== undefined && sameOrigin(own.url, url) ? own : undefined;
}

function isOwn({ name }: WireEndpoint): boolean {
  return name.toLowerCase() === ownConnection;
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

function headerOf({ authorization }: WireEndpoint, isOwnServer: boolean): string | undefined {
  const parameters = new Map(
    Object.entries(authorization.parameters).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const token = parameters.get('accesstoken') ?? parameters.get('apitoken');
  switch (authorization.scheme.toLowerCase()) {
    case 'oauth':
      return token === undefined ? undefined : isOwnServer ? `bearer ${token}` : basic('x-access-token', token);
    case 'personalaccesstoken':
    case 'token':
      return basic('x-access-token', token ?? parameters.get('password') ?? '');
    case 'usernamepassword':
      return basic(parameters.get('username') ?? '', parameters.get('password') ?? '');
    default:
      return undefined;
  }
}

function basic(user: string, password: string): string {
  return `basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
