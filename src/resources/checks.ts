import type { Instant } from '../base/clock.ts';
import type { Identity } from '../run/events.ts';
import { changed, made } from './authorship.ts';
import type { CheckConfiguration } from './check.ts';
import { Shelf } from './kept/shelf.ts';
import type { ResourcePorts } from './ports.ts';
import { type ProtectedResource, resourceKey } from './protected-resource.ts';
import { ResourceRefusal } from './refusal.ts';

/** A check as somebody sends it. */
export type CheckDraft = Pick<CheckConfiguration, 'resource' | 'rule' | 'settings' | 'timeoutMinutes' | 'isDisabled'>;

/** The checks on the protected resources of an organization. Refuses with `ResourceRefusal`. Safe to call concurrently, from any number of servers. */
export class Checks {
  readonly #ports: ResourcePorts;
  readonly #shelf: Shelf<CheckConfiguration>;

  constructor(ports: ResourcePorts) {
    this.#ports = ports;
    this.#shelf = new Shelf(ports.documents, ports.organization, 'check');
  }

  /** The checks on any of these resources, in the order they were made; all of the project when none is named. */
  async list(projectId: string, resources?: readonly ProtectedResource[]): Promise<readonly CheckConfiguration[]> {
    const wanted = resources && new Set(resources.map(resourceKey));
    const checks = (await this.#shelf.all(projectId)).map(({ value }) => value);
    return checks.filter(({ resource }) => wanted === undefined || wanted.has(resourceKey(resource)));
  }

  async get(projectId: string, id: number): Promise<CheckConfiguration | undefined> {
    return (await this.#shelf.get(projectId, String(id)))?.value;
  }

  async add(projectId: string, draft: CheckDraft, by: Identity): Promise<CheckConfiguration> {
    const id = await this.#ports.allot('check');
    const check = { ...draft, id, projectId, ...made(by, this.#now()) };
    await this.#shelf.write([this.#shelf.change(projectId, String(id), 0, { position: id, value: check })]);
    return check;
  }

  /** Sets a check to what is drafted of it as it stands; it stays on its resource. */
  update(
    projectId: string,
    id: number,
    draft: (known: CheckConfiguration) => Partial<Omit<CheckDraft, 'resource'>>,
    by: Identity,
  ): Promise<CheckConfiguration> {
    return this.#shelf.inTurn(projectId, String(id), async () => {
      const found = await this.#shelf.get(projectId, String(id));
      if (found === undefined) throw checkMissing(id);
      const value = { ...changed(found.value, by, this.#now()), ...draft(found.value) };
      const change = this.#shelf.change(projectId, found.id, found.revision, { position: id, value });
      return (await this.#shelf.write([change])) ? value : undefined;
    });
  }

  /** Safe to repeat. */
  async remove(projectId: string, id: number): Promise<void> {
    await this.#shelf.remove(projectId, String(id));
  }

  #now(): Instant {
    return this.#ports.clock.now();
  }
}

/** What is answered where there is no check of that id. */
export function checkMissing(id: number): ResourceRefusal {
  return new ResourceRefusal('checkMissing', `Check configuration with ID ${id} could not be found.`);
}
