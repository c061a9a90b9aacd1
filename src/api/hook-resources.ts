import type { HookOccurrence } from '../hooks/occurrences.ts';
import type { HookResources } from '../hooks/ports.ts';
import type { RunKey } from '../run/events.ts';
import { organizationId } from '../run/organization-id.ts';
import type { AgentPool, AgentRegistry } from '../run/ports/agent-registry.ts';
import type { Catalogue } from '../run/ports/catalogue.ts';
import { rowOf } from '../run/row.ts';
import type { TimelineRecord } from '../run/timeline.ts';
import type { GitCommit, GitReader } from './git-reader.ts';
import { buildResource } from './resources/build-resource.ts';
import { compactBuild } from './resources/compact-build.ts';
import { poolOf } from './resources/definition-lookups.ts';
import { hookRunResource, hookSample } from './resources/hook-run-resource.ts';

/** What the resources of hooks are made of. */
export type HookResourcePorts = {
  readonly organization: string;
  readonly catalogue: Catalogue;
  readonly agents: AgentRegistry;
  readonly git: Pick<GitReader, 'commits'>;
  /** Empty where there is no such run. */
  readonly timeline: (run: RunKey) => Promise<readonly TimelineRecord[]>;
  /** The address of the organization, without a slash at its end. */
  readonly base: () => string;
};

/** The resources of hooks in the wire's shapes. They name the server by its own address: nobody asks for them. */
export function hookResources(ports: HookResourcePorts): HookResources {
  return {
    base: ports.base,
    organizationId: () => organizationId(ports.organization),
    sample: eventType => hookSample(ports.base(), eventType),
    resource: async (occurrence, version) => {
      const pools = await ports.agents.pools(ports.organization);
      const pool = poolOf(pools, occurrence.run.queued.poolId);
      if (occurrence.subject.kind === 'build') return buildOf(ports, occurrence, version, pool);
      const records = await ports.timeline(occurrence.key);
      const commits = await commitsOf(ports, occurrence);
      return hookRunResource(ports.base(), occurrence, { records, pool, commits });
    },
  };
}

/** The commits of registered repositories; none for those of other hosts, and for those that are gone. */
async function commitsOf(
  { catalogue, organization, git }: HookResourcePorts,
  { run }: HookOccurrence,
): Promise<ReadonlyMap<string, GitCommit>> {
  const found = new Map<string, GitCommit>();
  for (const [alias, { id, version }] of Object.entries(run.queued.repositories)) {
    const repository = await catalogue.repository(organization, run.queued.projectId, id);
    const [commit] =
      repository === undefined ? [] : ((await git.commits(repository.url, { to: version, top: 1 })) ?? []);
    if (commit !== undefined) found.set(alias, commit);
  }
  return found;
}

async function buildOf(
  { catalogue, organization, base }: HookResourcePorts,
  { key, run }: HookOccurrence,
  version: string,
  pool: AgentPool | undefined,
): Promise<unknown> {
  const project = await catalogue.project(organization, run.queued.projectId);
  if (project === undefined) return undefined;
  const row = rowOf(key, run);
  const build = buildResource(base(), { row, project, pool });
  return version.startsWith('1.0') ? compactBuild(build) : build;
}
