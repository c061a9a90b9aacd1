import type { CacheScope, CacheStore } from '../../artifacts/cache-store.ts';
import { cacheKeys } from '../../base/limits.ts';
import type { RunKey } from '../../run/events.ts';
import type { Catalogue } from '../../run/ports/catalogue.ts';
import type { RunRow, RunStore } from '../../run/ports/run-store.ts';
import { AgentServerError } from '../../wire/agent-protocol.ts';
import type { PlanScope } from '../../wire/agent-server.ts';
import type { CacheHit, CacheKey, CacheServer } from '../../wire/artifact-server.ts';
import { ContentError, type ContentTree } from '../../wire/content.ts';
import type { RunOfPlan } from './plan-runs.ts';

export type CacheServicePorts = {
  readonly caches: CacheStore;
  readonly runs: RunStore;
  readonly catalogue: Catalogue;
  readonly runOf: RunOfPlan;
};

/**
 * The caches that a run may use: it reads those of its branch, then those of the default branch, and saves those of its own branch.
 * The merge of a pull request counts as a branch, which reads those of its source and target branch too. So a branch never changes
 * what another one finds, the default branch and the branches of pull requests excepted.
 */
export class CacheService implements CacheServer {
  readonly #ports: CacheServicePorts;

  constructor(ports: CacheServicePorts) {
    this.#ports = ports;
  }

  async find(plan: PlanScope, keys: readonly CacheKey[]): Promise<CacheHit | undefined> {
    if (keys.length > cacheKeys) throw new AgentServerError(400, 'These are too many keys for one call.');
    const row = await this.#row(plan);
    const own = scopeOf(row);
    const { sourceBranch, targetBranch } = row.facts.pullRequest ?? {};
    const readable = [own.branch, sourceBranch, targetBranch, await this.#defaultBranch(row)];
    const branches = new Set(readable.filter(branch => branch !== undefined));
    const scopes = [...branches].map(branch => ({ ...own, branch }));
    return this.#ports.caches.find(scopes, keys);
  }

  async reserve(plan: PlanScope, segments: readonly string[]): Promise<{ readonly id: string } | undefined> {
    return this.#ports.caches.reserve(scopeOf(await this.#row(plan)), segments).catch(refused);
  }

  async commit(plan: PlanScope, id: string, tree: ContentTree): Promise<boolean> {
    return this.#ports.caches.commit(scopeOf(await this.#row(plan)), id, tree).catch(refused);
  }

  async #row(plan: PlanScope): Promise<RunRow> {
    const key: RunKey = await this.#ports.runOf(plan);
    const row = await this.#ports.runs.row(key);
    if (row === undefined) throw new AgentServerError(404, `Plan ${plan.planId} was not found.`);
    return row;
  }

  async #defaultBranch({ key, projectId, pipeline }: RunRow): Promise<string | undefined> {
    const { catalogue } = this.#ports;
    const registered = await catalogue.pipeline(key.organization, projectId, pipeline.id);
    if (registered === undefined) return undefined;
    return (await catalogue.repository(key.organization, projectId, registered.repositoryId))?.defaultBranch;
  }
}

function scopeOf({ key, pipeline, facts }: RunRow): CacheScope {
  return { organization: key.organization, pipelineId: pipeline.id, branch: facts.repositories.self?.refName ?? '' };
}

function refused(failure: unknown): never {
  if (failure instanceof ContentError) throw new AgentServerError(400, failure.message);
  throw failure;
}
