import { randomUUID } from 'node:crypto';
import type { Instant } from '../base/clock.ts';
import { resourceNameLength } from '../base/limits.ts';
import type { Identity } from '../run/events.ts';
import { type Authorship, changed, made } from './authorship.ts';
import { isConfidential } from './endpoint-parameters.ts';
import { SharedShelf } from './kept/shared-shelf.ts';
import type { ResourcePorts } from './ports.ts';
import { othersThan, type ProjectUse, type Redrafting, useOf } from './project-use.ts';
import { ResourceRefusal } from './refusal.ts';

/** A parameter of an authorization as it is kept; a confidential one is sealed. */
export type EndpointParameter = { readonly value: string; readonly isSecret: boolean };

/** An address with what is needed to sign in there. */
export type Endpoint = Authorship & {
  /** A GUID. */
  readonly id: string;
  /** `generic`, `git`, `dockerregistry`, … Any type is kept. */
  readonly type: string;
  readonly url: string;
  readonly data: Readonly<Record<string, string>>;
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, EndpointParameter>>;
  /** Never empty. */
  readonly projects: readonly ProjectUse[];
};

/** An endpoint as somebody sends it. A confidential parameter that is not named keeps its value while the scheme stays. */
export type EndpointDraft = Pick<Endpoint, 'type' | 'url' | 'data' | 'scheme' | 'projects'> & {
  readonly parameters: Readonly<Record<string, string>>;
};

export type EndpointQuery = {
  readonly type?: string;
  /** In lower case, as the other sets. */
  readonly schemes?: ReadonlySet<string>;
  readonly ids?: ReadonlySet<string>;
  readonly names?: ReadonlySet<string>;
};

/** The service endpoints of an organization. Refuses with `ResourceRefusal`. Safe to call concurrently, from any number of servers. */
export class Endpoints {
  readonly #ports: ResourcePorts;
  readonly #shelf: SharedShelf<Endpoint>;

  constructor(ports: ResourcePorts) {
    this.#ports = ports;
    this.#shelf = new SharedShelf(ports.documents, ports.organization, 'endpoint', { missing: endpointMissing, taken });
  }

  /** A project's endpoints, oldest first. */
  async list(projectId: string, query: EndpointQuery): Promise<readonly Endpoint[]> {
    const endpoints = (await this.#shelf.ofProject(projectId)).map(({ value }) => value);
    return endpoints.filter(endpoint => fits(endpoint, projectId, query));
  }

  /** An endpoint that the project uses; without a project, any. */
  async get(id: string, projectId?: string): Promise<Endpoint | undefined> {
    const found = (await this.#shelf.get(id.toLowerCase()))?.value;
    return found === undefined || (projectId !== undefined && useOf(found, projectId) === undefined)
      ? undefined
      : found;
  }

  /** By id, or by name in any case, as pipelines name endpoints. */
  async find(projectId: string, idOrName: string): Promise<Endpoint | undefined> {
    return (await this.get(idOrName, projectId)) ?? (await this.#shelf.named(projectId, idOrName))?.value;
  }

  async add(draft: EndpointDraft, by: Identity): Promise<Endpoint> {
    checkDraft(draft);
    const at = this.#now();
    const endpoint = { ...draft, id: randomUUID(), parameters: this.#sealed(draft, undefined), ...made(by, at) };
    await this.#shelf.make(endpoint.id, at, endpoint);
    return endpoint;
  }

  /** Sets an endpoint to the draft; with `keepsOthers` projects that it does not name go on using the endpoint. */
  update(id: string, draft: EndpointDraft, { by, keepsOthers }: Redrafting): Promise<Endpoint> {
    return this.#shelf.replace(id.toLowerCase(), endpoint => {
      const projects = keepsOthers ? [...draft.projects, ...othersThan(draft.projects, endpoint)] : draft.projects;
      checkDraft({ ...draft, projects });
      return { ...changed(endpoint, by, this.#now()), ...draft, projects, parameters: this.#sealed(draft, endpoint) };
    });
  }

  /** Lets more projects use an endpoint; a project that does already gets the name and description that are given. */
  share(id: string, uses: readonly ProjectUse[], by: Identity): Promise<Endpoint> {
    checkUses(uses);
    return this.#shelf.replace(id.toLowerCase(), endpoint => ({
      ...changed(endpoint, by, this.#now()),
      projects: [...othersThan(uses, endpoint), ...uses],
    }));
  }

  /** Takes an endpoint from projects; it is gone when none is left that uses it. Safe to repeat. */
  remove(id: string, projectIds: readonly string[]): Promise<void> {
    return this.#shelf.leave(id.toLowerCase(), projectIds, (endpoint, projects) => ({ ...endpoint, projects }));
  }

  #sealed(draft: EndpointDraft, before: Endpoint | undefined): Record<string, EndpointParameter> {
    const kept = before?.scheme === draft.scheme ? Object.entries(before.parameters) : [];
    const named = Object.entries(draft.parameters).map(([name, value]): [string, EndpointParameter] => {
      const isSecret = isConfidential(name);
      return [name, { value: isSecret ? this.#ports.secrets.seal(value) : value, isSecret }];
    });
    return Object.fromEntries([...kept.filter(([, { isSecret }]) => isSecret), ...named]);
  }

  #now(): Instant {
    return this.#ports.clock.now();
  }
}

/** What is answered where there is no endpoint of that id. */
export function endpointMissing(id: string): ResourceRefusal {
  return new ResourceRefusal('endpointMissing', `Service connection with id ${id} could not be found.`);
}

function fits(endpoint: Endpoint, projectId: string, { type, schemes, ids, names }: EndpointQuery): boolean {
  if (type !== undefined && endpoint.type.toLowerCase() !== type.toLowerCase()) return false;
  if (schemes !== undefined && !schemes.has(endpoint.scheme.toLowerCase())) return false;
  if (ids !== undefined && !ids.has(endpoint.id)) return false;
  return names === undefined || names.has(useOf(endpoint, projectId)?.name.toLowerCase() ?? '');
}

function checkDraft({ type, scheme, projects }: EndpointDraft): void {
  checkUses(projects);
  if (type === '') throw invalid('A service connection needs a type.');
  if (scheme === '') throw invalid('A service connection needs an authorization scheme.');
}

function checkUses(uses: readonly ProjectUse[]): void {
  if (uses.length === 0) throw invalid('A service connection needs a project that uses it.');
  for (const { name } of uses) {
    if (name.trim() === '' || name.length > resourceNameLength)
      throw invalid(`The name of a service connection has 1 to ${resourceNameLength} characters.`);
  }
}

function invalid(message: string): ResourceRefusal {
  return new ResourceRefusal('endpointInvalid', message);
}

function taken(name: string): ResourceRefusal {
  return new ResourceRefusal('endpointTaken', `Service connection with name ${name} already exists in the project.`);
}
