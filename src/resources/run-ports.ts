import type { ProjectId } from '../base/id.ts';
import type { Check, ProtectedResource } from '../run/checks.ts';
import type { RunEnvironment } from '../run/environment.ts';
import type { AgentRegistry } from '../run/ports/agent-registry.ts';
import type { Catalogue } from '../run/ports/catalogue.ts';
import type { Checks } from '../run/ports/checks.ts';
import type { DeploymentRecord, Environments } from '../run/ports/environments.ts';
import type { ResourcePermissions } from '../run/ports/resource-permissions.ts';
import type { ResourceUse } from '../run/ports/resource-use.ts';
import type { VariableGroups } from '../run/ports/variable-groups.ts';
import { checksOn } from './checks-on.ts';
import type { Deployment } from './deployment-records.ts';
import { resourceKey } from './protected-resource.ts';
import type { Resources } from './resources.ts';

/** What runs ask of the protected resources of an organization. */
export type RunPorts = {
  readonly environments: Environments;
  readonly variableGroups: VariableGroups;
  readonly checks: Checks;
  readonly permissions: ResourcePermissions;
};

/** Answers runs. Each port names the organization; here it is always the one whose resources these are. */
export function runPorts(
  resources: Resources,
  organization: string,
  { agents, catalogue }: { readonly agents: AgentRegistry; readonly catalogue: Catalogue },
): RunPorts {
  const places = { organization, agents, catalogue };
  return {
    environments: environmentsOf(resources),
    variableGroups: { variablesOf: (_organization, use, name) => variablesOf(resources, use, name) },
    permissions: { allows: (_organization, use, resource) => allows(resources, places, use, resource) },
    checks: { checksOf: (_organization, projectId, used) => checksOf(resources, places, projectId, used) },
  };
}

function environmentsOf({ environments, deployments, permissions }: Resources): Environments {
  return {
    async resolve(_organization, { projectId, pipelineId, requestedFor }, name): Promise<RunEnvironment | undefined> {
      const { id, name: known, resources } = await environments.ensure(projectId, name, requestedFor);
      const resource = { type: 'environment', id: String(id) } as const;
      if (!(await permissions.allows(projectId, resource, pipelineId))) return undefined;
      return {
        id,
        name: known,
        resources: resources.map(each => ({ id: each.id, name: each.name, type: each.type, tags: each.tags })),
      };
    },
    record: record => deployments.record(deploymentOf(record)),
  };
}

function deploymentOf(record: DeploymentRecord): Deployment {
  const { startedAt, finishedAt, result } = record;
  return {
    jobId: record.id,
    projectId: record.projectId,
    environmentId: record.environmentId,
    planId: record.planId,
    stage: { name: record.stage, attempt: record.stageAttempt },
    job: { name: record.job, attempt: record.jobAttempt },
    pipeline: { id: record.pipelineId, name: record.pipelineName },
    run: { id: record.run.runId, name: record.runName },
    queuedAt: record.queuedAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(result === undefined ? {} : { result }),
  };
}

async function variablesOf({ variableGroups, permissions }: Resources, use: ResourceUse, name: string) {
  const group = await variableGroups.named(use.projectId, name);
  if (group === undefined) return undefined;
  const resource = { type: 'variablegroup', id: String(group.id) } as const;
  return (await permissions.allows(use.projectId, resource, use.pipelineId)) ? group.variables : undefined;
}

async function allows(
  resources: Resources,
  places: Places,
  { projectId, pipelineId }: ResourceUse,
  resource: ProtectedResource,
): Promise<boolean> {
  const id = await idOf(resources, places, projectId, resource);
  return id === undefined || (await resources.permissions.allows(projectId, { type: resource.type, id }, pipelineId));
}

async function checksOf(
  resources: Resources,
  places: Places,
  projectId: ProjectId,
  used: readonly ProtectedResource[],
): Promise<readonly Check[]> {
  const known = new Map<string, ProtectedResource>();
  for (const resource of used) {
    const id = await idOf(resources, places, projectId, resource);
    if (id !== undefined) known.set(resourceKey({ type: resource.type, id }), { ...resource, id });
  }
  if (known.size === 0) return [];
  const found = await checksOn(resources.checks, projectId, [...known.values()]);
  return Promise.all(found.map(check => withGroup(resources, projectId, check)));
}

/** A check that calls something, with the variables of the group that it is linked to. */
async function withGroup({ variableGroups }: Resources, projectId: ProjectId, check: Check): Promise<Check> {
  if (check.kind !== 'call' || check.group === undefined) return check;
  const linked = await variableGroups.named(projectId, check.group);
  return linked === undefined ? check : { ...check, variables: linked.variables };
}

type Places = { readonly organization: string; readonly agents: AgentRegistry; readonly catalogue: Catalogue };

async function idOf(
  { environments, endpoints, variableGroups }: Resources,
  { organization, agents, catalogue }: Places,
  projectId: ProjectId,
  { type, name }: ProtectedResource,
): Promise<string | undefined> {
  switch (type) {
    case 'environment':
      return numbered(await environments.named(projectId, name));
    case 'variablegroup':
      return numbered(await variableGroups.named(projectId, name));
    case 'endpoint':
      return (await endpoints.find(projectId, name))?.id;
    case 'queue': {
      const pools = await agents.pools(organization);
      return numbered(pools.find(pool => pool.name.toLowerCase() === name.toLowerCase()));
    }
    case 'repository': {
      const repository = await catalogue.repository(organization, projectId, name);
      return repository === undefined ? undefined : `${projectId}.${repository.id}`;
    }
    case 'securefile':
      // No stage asks for one: files are checked by themselves alone.
      return undefined;
  }
}

function numbered(found: { readonly id: number } | undefined): string | undefined {
  return found === undefined ? undefined : String(found.id);
}
