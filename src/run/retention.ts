import type { Clock } from '../base/clock.ts';
import type { RunKey } from './events.ts';
import type { Leases } from './leases.ts';
import { OutlivedRuns } from './outlived-runs.ts';
import type { Catalogue, Project } from './ports/catalogue.ts';
import type { RunStore } from './ports/run-store.ts';
import type { RetentionPolicies, RetentionPolicy } from './retention-policy.ts';
import type { RunRemover } from './run-remover.ts';
import { runsOfProject } from './runs-of-project.ts';

const dayMs = 24 * 3_600_000;

export type RetentionPorts = {
  readonly organization: string;
  readonly catalogue: Pick<Catalogue, 'projects' | 'pipelines' | 'repositories'>;
  readonly runs: Pick<RunStore, 'list'>;
  readonly policies: RetentionPolicies;
  readonly leases: Leases;
  readonly remover: RunRemover;
  readonly clock: Clock;
};

/** Removes what has outlived its time in every project of an organization. Safe to run on several servers at once. */
export class Retention {
  readonly #ports: RetentionPorts;

  constructor(ports: RetentionPorts) {
    this.#ports = ports;
  }

  /** Looks at every run once; answers how many were deleted. Memory does not grow with the number of runs. */
  async sweep(): Promise<number> {
    const { organization, catalogue } = this.#ports;
    let deleted = 0;
    for (const project of await catalogue.projects(organization)) deleted += await this.#sweep(project);
    return deleted;
  }

  async #sweep(project: Project): Promise<number> {
    const { organization, policies, runs, clock } = this.#ports;
    const policy = await policies.get(organization, project.id);
    const outlived = new OutlivedRuns(policy, clock.now(), await this.#defaultBranches(project));
    let deleted = 0;
    for await (const row of runsOfProject(runs, organization, project.id)) {
      const what = outlived.next(row);
      if (row.notes.isDeleted) await this.#bury(row.key, policy);
      else if (what === 'artifacts') await this.#ports.remover.removeArtifacts(row.key);
      else if (what === 'run' && (await this.#ports.remover.delete(row.key)) === 'deleted') deleted += 1;
    }
    return deleted;
  }

  /** Finishes what somebody began, and removes the record once its time is over. */
  async #bury(key: RunKey, { deletedRunDays }: RetentionPolicy): Promise<void> {
    const { leases, remover, clock } = this.#ports;
    await remover.clear(key);
    const clearedAt = await leases.clearedAt(key);
    if (clearedAt !== undefined && clearedAt + deletedRunDays * dayMs <= clock.now()) await remover.forget(key);
  }

  async #defaultBranches(project: Project): Promise<(pipelineId: number) => string | undefined> {
    const { organization, catalogue } = this.#ports;
    const repositories = await catalogue.repositories(organization, project.id);
    const pipelines = await catalogue.pipelines(organization, project.id);
    const branchOf = new Map(repositories.map(({ id, defaultBranch }) => [id, defaultBranch]));
    const branches = new Map(pipelines.map(({ id, repositoryId }) => [id, branchOf.get(repositoryId)]));
    return pipelineId => branches.get(pipelineId);
  }
}
