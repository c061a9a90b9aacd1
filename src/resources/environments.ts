import type { Instant } from '../base/clock.ts';
import { resourceNameLength } from '../base/limits.ts';
import type { Identity } from '../run/events.ts';
import { changed, made } from './authorship.ts';
import type { Environment, EnvironmentResource, NewEnvironmentResource } from './environment.ts';
import { Shelf } from './kept/shelf.ts';
import type { ResourcePorts } from './ports.ts';
import { ResourceRefusal } from './refusal.ts';

export type EnvironmentQuery = {
  /** The whole name, in any case. */
  readonly name?: string;
  /** Only environments behind this id. */
  readonly after?: number;
  readonly top: number;
};

/** The environments of an organization. Refuses with `ResourceRefusal`. Safe to call concurrently, from any number of servers. */
export class Environments {
  readonly #ports: ResourcePorts;
  readonly #shelf: Shelf<Environment>;

  constructor(ports: ResourcePorts) {
    this.#ports = ports;
    this.#shelf = new Shelf(ports.documents, ports.organization, 'environment');
  }

  /** A project's environments by id. */
  async list(projectId: string, { name, after, top }: EnvironmentQuery): Promise<readonly Environment[]> {
    if (name !== undefined) {
      const found = await this.named(projectId, name);
      return found === undefined || top === 0 ? [] : [found];
    }
    const from = after === undefined ? {} : { after: { position: after, id: String(after) } };
    return (await this.#shelf.page(projectId, { ...from, top })).map(({ value }) => value);
  }

  async get(projectId: string, id: number): Promise<Environment | undefined> {
    return (await this.#shelf.get(projectId, String(id)))?.value;
  }

  /** In any case of the name. */
  async named(projectId: string, name: string): Promise<Environment | undefined> {
    return (await this.#shelf.named(projectId, name))?.value;
  }

  async add(projectId: string, name: string, description: string, by: Identity): Promise<Environment> {
    checkName(name);
    const id = await this.#ports.allot('environment');
    const environment = { id, projectId, name, description, resources: [], ...made(by, this.#now()) };
    const content = { name, position: id, value: environment };
    if (await this.#shelf.write([this.#shelf.change(projectId, String(id), 0, content)])) return environment;
    throw taken(name);
  }

  /** The environment of a name, made if there is none: as a run does it that deploys to one for the first time. */
  async ensure(projectId: string, name: string, by: Identity): Promise<Environment> {
    const known = await this.named(projectId, name);
    if (known !== undefined) return known;
    try {
      return await this.add(projectId, name, '', by);
    } catch (error) {
      const meanwhile = await this.named(projectId, name);
      if (meanwhile === undefined) throw error;
      return meanwhile;
    }
  }

  async update(
    projectId: string,
    id: number,
    change: { readonly name?: string; readonly description?: string },
    by: Identity,
  ): Promise<Environment> {
    if (change.name !== undefined) checkName(change.name);
    return this.#change(projectId, id, environment => ({ ...changed(environment, by, this.#now()), ...change }));
  }

  /** Safe to repeat. */
  async remove(projectId: string, id: number): Promise<void> {
    await this.#shelf.remove(projectId, String(id));
  }

  /** Adds a resource; its name is unique in the environment, in any case. */
  async addResource(
    projectId: string,
    id: number,
    resource: NewEnvironmentResource,
    by: Identity,
  ): Promise<EnvironmentResource> {
    checkName(resource.name);
    const resourceId = await this.#ports.allot('environmentResource');
    const added: EnvironmentResource = { ...resource, id: resourceId, ...made(by, this.#now()) };
    await this.#change(projectId, id, environment => {
      const isTaken = environment.resources.some(({ name }) => name.toLowerCase() === added.name.toLowerCase());
      if (isTaken) throw resourceTaken(added.name, environment.name);
      return { ...environment, resources: [...environment.resources, added] };
    });
    return added;
  }

  /** Safe to repeat. */
  async removeResource(projectId: string, id: number, resourceId: number): Promise<void> {
    await this.#change(projectId, id, environment => ({
      ...environment,
      resources: environment.resources.filter(resource => resource.id !== resourceId),
    }));
  }

  #change(projectId: string, id: number, change: (environment: Environment) => Environment): Promise<Environment> {
    return this.#shelf.inTurn(projectId, String(id), async () => {
      const found = await this.#shelf.get(projectId, String(id));
      if (found === undefined) throw environmentMissing(id);
      const value = change(found.value);
      const other = await this.#shelf.named(projectId, value.name);
      if (other !== undefined && other.id !== found.id) throw taken(value.name);
      const content = { name: value.name, position: found.position, value };
      const written = this.#shelf.change(projectId, found.id, found.revision, content);
      return (await this.#shelf.write([written])) ? value : undefined;
    });
  }

  #now(): Instant {
    return this.#ports.clock.now();
  }
}

/** What is answered where there is no environment of that id. */
export function environmentMissing(id: number): ResourceRefusal {
  return new ResourceRefusal('environmentMissing', `Environment with ID ${id} does not exist.`);
}

/** What is answered where an environment has no resource of that id. */
export function environmentResourceMissing(id: number): ResourceRefusal {
  return new ResourceRefusal('environmentResourceMissing', `Environment resource with ID ${id} does not exist.`);
}

function checkName(name: string): void {
  if (name.trim() !== '' && name.length <= resourceNameLength) return;
  throw new ResourceRefusal('environmentInvalid', `A name has 1 to ${resourceNameLength} characters.`);
}

function taken(name: string): ResourceRefusal {
  return new ResourceRefusal('environmentTaken', `Environment ${name} already exists in the project.`);
}

function resourceTaken(name: string, environment: string): ResourceRefusal {
  return new ResourceRefusal(
    'environmentResourceTaken',
    `Resource ${name} already exists in environment ${environment}.`,
  );
}
