import type { VariableGroup } from '../../resources/variable-groups.ts';
import type { AgentPool } from '../../run/ports/agent-registry.ts';
import type { Pipeline, PipelineSettings, Project, Repository } from '../../run/ports/catalogue.ts';
import type { Build } from '../../wire/builds.ts';
import type { AgentPoolQueue } from '../../wire/common.ts';
import type { Definition } from '../../wire/definitions.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';
import { projectReference } from './project-resource.ts';
import { repositoryResource } from './repository-resource.ts';
import { triggerResource } from './trigger-settings.ts';
import { variableGroupResource } from './variable-group-resource.ts';

/** All that a definition shows. */
export type DefinitionFacts = {
  readonly project: Project;
  readonly pipeline: Pipeline;
  readonly repository: Repository | undefined;
  /** The pool that its runs use unless their YAML names another. */
  readonly pool: AgentPool | undefined;
  readonly groups: readonly VariableGroup[];
  readonly latest?: Build | undefined;
  readonly latestCompleted?: Build | undefined;
};

/** Who made what was made before anybody was noted. */
const unknownAuthor = { id: '00000000-0000-0000-0000-000000000000', displayName: 'Unknown', uniqueName: '' };

/** A definition as lists show it. */
export function definitionInList(base: string, facts: DefinitionFacts): Definition {
  const { project, pipeline, pool, latest, latestCompleted } = facts;
  const { id, name, revision, folder, settings = {} } = pipeline;
  const home = `${base}/${project.id}`;
  const url = `${home}/_apis/build/Definitions/${id}?revision=${revision}`;
  return {
    _links: {
      self: { href: url },
      web: { href: `${home}/_build/definition?definitionId=${id}` },
      editor: { href: `${home}/_build/designer?id=${id}&_a=edit-build-definition` },
      badge: { href: `${home}/_apis/build/status/${id}` },
    },
    quality: 'definition',
    authoredBy: identityReference(base, settings.author ?? unknownAuthor),
    drafts: [],
    ...(pool === undefined ? {} : { queue: poolQueue(base, pool) }),
    id,
    name,
    url,
    uri: `vstfs:///Build/Definition/${id}`,
    path: folder,
    type: 'build',
    queueStatus: settings.queueStatus ?? 'enabled',
    revision,
    createdDate: dateText(settings.createdAt ?? project.createdAt),
    project: projectReference(base, project),
    ...(latest === undefined ? {} : { latestBuild: latest }),
    ...(latestCompleted === undefined ? {} : { latestCompletedBuild: latestCompleted }),
  };
}

/** A definition by itself. */
export function definitionResource(base: string, facts: DefinitionFacts): Definition {
  const { project, pipeline, repository } = facts;
  const { settings = {}, yamlPath } = pipeline;
  const { buildNumberFormat, jobTimeoutMinutes, jobCancelTimeoutMinutes, isBadgeEnabled, demands = [] } = settings;
  return {
    triggers: (settings.triggers ?? []).map(triggerResource),
    variables: variablesOf(settings),
    properties: { ...settings.properties },
    tags: [...(settings.tags ?? [])],
    ...(settings.description === undefined ? {} : { description: settings.description }),
    ...(buildNumberFormat === undefined ? {} : { buildNumberFormat }),
    ...(jobTimeoutMinutes === undefined ? {} : { jobTimeoutInMinutes: jobTimeoutMinutes }),
    ...(jobCancelTimeoutMinutes === undefined ? {} : { jobCancelTimeoutInMinutes: jobCancelTimeoutMinutes }),
    ...(isBadgeEnabled === undefined ? {} : { badgeEnabled: isBadgeEnabled }),
    ...(facts.groups.length === 0 ? {} : { variableGroups: facts.groups.map(group => linkedGroup(project, group)) }),
    ...(demands.length === 0 ? {} : { demands: [...demands] }),
    jobAuthorizationScope: settings.jobAuthorizationScope ?? 'projectCollection',
    process: { yamlFilename: yamlPath, type: 2 },
    ...(repository === undefined ? {} : { repository: repositoryOf(base, project, repository) }),
    ...definitionInList(base, facts),
  };
}

function linkedGroup({ id: projectId }: Project, group: VariableGroup) {
  const { id, name, description, variables } = variableGroupResource('', group, [], projectId);
  return { variables, type: 'Vsts' as const, name, description, id };
}

/** A pool as a project uses it. Queues have the ids of their pools: every project may use every pool. */
export function queueOf({ id, name, isHosted }: AgentPool) {
  return { id, name, pool: isHosted ? { id, name, isHosted } : { id, name } };
}

/** A pool as the Build area knows it by itself. */
export function poolQueue(base: string, pool: AgentPool): AgentPoolQueue {
  const { pool: shown, ...rest } = queueOf(pool);
  const url = `${base}/_apis/build/Queues/${pool.id}`;
  return { _links: { self: { href: url } }, ...rest, url, pool: shown };
}

function variablesOf({ variables = {} }: PipelineSettings): NonNullable<Definition['variables']> {
  const shown = Object.entries(variables).map(
    ([name, { value, isSecret, allowOverride }]) =>
      [
        name,
        {
          value: isSecret ? null : value,
          ...(allowOverride ? { allowOverride } : {}),
          ...(isSecret ? { isSecret } : {}),
        },
      ] as const,
  );
  return Object.fromEntries(shown);
}

function repositoryOf(base: string, project: Project, repository: Repository): NonNullable<Definition['repository']> {
  const { id, name, defaultBranch } = repository;
  return {
    properties: { cleanOptions: '0', reportBuildStatus: 'true', fetchDepth: '1', gitLfsSupport: 'false' },
    id,
    type: 'TfsGit',
    name,
    url: repositoryResource(base, project, repository).webUrl,
    defaultBranch,
    clean: null,
    checkoutSubmodules: false,
  };
}
