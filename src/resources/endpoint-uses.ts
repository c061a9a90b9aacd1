import type { Instant } from '../base/clock.ts';
import { Shelf } from './kept/shelf.ts';
import type { ResourcePorts } from './ports.ts';

/** That a job was given an endpoint. How the job stands, its run says. */
export type EndpointUse = {
  /** From the organization's sequence `endpointUse`. */
  readonly id: number;
  readonly endpointId: string;
  readonly projectId: string;
  readonly jobId: string;
  readonly pipeline: { readonly id: number; readonly name: string };
  readonly run: { readonly id: number; readonly name: string };
  readonly at: Instant;
};

/** Which jobs used which endpoints. Safe to call concurrently, from any number of servers. */
export class EndpointUses {
  readonly #ports: ResourcePorts;
  readonly #shelf: Shelf<EndpointUse>;

  constructor(ports: ResourcePorts) {
    this.#ports = ports;
    this.#shelf = new Shelf(ports.documents, ports.organization, 'endpointUse');
  }

  /** Notes a use; once for each job, however often it is told. */
  async record(use: Omit<EndpointUse, 'id' | 'at'>): Promise<void> {
    if ((await this.#shelf.get(use.endpointId, use.jobId)) !== undefined) return;
    const id = await this.#ports.allot('endpointUse');
    const value = { ...use, id, at: this.#ports.clock.now() };
    await this.#shelf.write([this.#shelf.change(use.endpointId, use.jobId, 0, { position: id, value })]);
  }

  /** An endpoint's uses, newest first; those before the id `before`, if one is given. */
  async list(endpointId: string, top: number, before?: number): Promise<readonly EndpointUse[]> {
    // Positions are unique, so any id stands behind every other of its position.
    const after = before === undefined ? {} : { after: { position: before, id: '' } };
    const page = await this.#shelf.page(endpointId, { descending: true, top, ...after });
    return page.map(({ value }) => value);
  }
}
