import type { Instant } from '../base/clock.ts';
import type { Result } from '../base/result.ts';
import { Shelf } from './kept/shelf.ts';
import type { ResourcePorts } from './ports.ts';

/** A job that deployed to an environment, or does so now. */
export type Deployment = {
  /** The job's id: an attempt of a job deploys once. */
  readonly jobId: string;
  readonly projectId: string;
  readonly environmentId: number;
  readonly resourceId?: number;
  readonly planId: string;
  readonly stage: { readonly name: string; readonly attempt: number };
  readonly job: { readonly name: string; readonly attempt: number };
  readonly pipeline: { readonly id: number; readonly name: string };
  readonly run: { readonly id: number; readonly name: string };
  readonly queuedAt: Instant;
  readonly startedAt?: Instant;
  readonly finishedAt?: Instant;
  readonly result?: Result;
};

export type DeploymentRecord = Deployment & {
  /** From the organization's sequence `deployment`. */
  readonly id: number;
};

/** What was deployed to environments, in order. Safe to call concurrently, from any number of servers. */
export class DeploymentRecords {
  readonly #ports: ResourcePorts;
  readonly #shelf: Shelf<DeploymentRecord>;

  constructor(ports: ResourcePorts) {
    this.#ports = ports;
    this.#shelf = new Shelf(ports.documents, ports.organization, 'deployment');
  }

  /** An environment's deployments, newest first; those before the id `before`, if one is given. */
  async list(environmentId: number, top: number, before?: number): Promise<readonly DeploymentRecord[]> {
    // Positions are unique, so any id stands behind every other of its position.
    const after = before === undefined ? {} : { after: { position: before, id: '' } };
    const page = await this.#shelf.page(String(environmentId), { descending: true, top, ...after });
    return page.map(({ value }) => value);
  }

  /** Keeps what is known of a deployment now. What is told late, or told again, takes nothing back. */
  async record(deployment: Deployment): Promise<void> {
    const scope = String(deployment.environmentId);
    await this.#shelf.inTurn(scope, deployment.jobId, async () => {
      const known = await this.#shelf.get(scope, deployment.jobId);
      if (known?.value.finishedAt !== undefined) return true;
      const id = known?.value.id ?? (await this.#ports.allot('deployment'));
      const value = { ...known?.value, ...deployment, id };
      const change = this.#shelf.change(scope, deployment.jobId, known?.revision ?? 0, { position: id, value });
      return (await this.#shelf.write([change])) || undefined;
    });
  }
}
