import type { LocationName } from '../../wire/resource-locations.ts';

/** What a token may be allowed to do. `app_token` allows everything. */
export type Scope =
  | 'vso.build'
  | 'vso.build_execute'
  | 'vso.code'
  | 'vso.code_manage'
  | 'vso.project'
  | 'vso.project_write'
  | 'vso.project_manage'
  | 'vso.agentpools'
  | 'vso.agentpools_manage'
  | 'vso.test'
  | 'vso.test_write'
  | 'vso.variablegroups_read'
  | 'vso.variablegroups_manage'
  | 'vso.serviceendpoint'
  | 'vso.serviceendpoint_manage'
  | 'vso.securefiles_read'
  | 'vso.securefiles_write'
  | 'vso.securefiles_manage'
  | 'vso.environment_manage'
  | 'vso.pipelineresources_use'
  | 'vso.pipelineresources_manage'
  | 'vso.tokens'
  | 'millrace.metrics';

/** What a scope allows beside itself. */
const including: Readonly<Record<string, readonly Scope[]>> = {
  'vso.build_execute': ['vso.build'],
  'vso.test_write': ['vso.test'],
  'vso.code_write': ['vso.code'],
  'vso.code_manage': ['vso.code'],
  'vso.code_full': ['vso.code', 'vso.code_manage'],
  'vso.profile': ['vso.project'],
  'vso.project_write': ['vso.project'],
  'vso.project_manage': ['vso.project', 'vso.project_write'],
  'vso.agentpools_manage': ['vso.agentpools'],
  'vso.variablegroups_write': ['vso.variablegroups_read'],
  'vso.variablegroups_manage': ['vso.variablegroups_read'],
  'vso.securefiles_write': ['vso.securefiles_read'],
  'vso.securefiles_manage': ['vso.securefiles_read', 'vso.securefiles_write'],
  'vso.pipelineresources_manage': ['vso.pipelineresources_use'],
  'vso.serviceendpoint_query': ['vso.serviceendpoint'],
  'vso.serviceendpoint_manage': ['vso.serviceendpoint'],
};

export type Operation = {
  /** The resource whose versions are negotiated; `undefined` for routes of our own. */
  readonly location?: LocationName;
  /** `any`: every valid token will do. `public`: no token is asked for. */
  readonly scope: Scope | 'any' | 'public';
};

/**
 * Every operation that is served, under the name by which its route and /openapi.json know it: which resource it belongs to, and
 * which scope a token needs for it. This is the only place where scopes stand.
 */
export const operations = {
  'health.get': { scope: 'public' },
  'health.live': { scope: 'public' },
  'health.ready': { scope: 'public' },
  /** Public where the server is told so. */
  'metrics.get': { scope: 'millrace.metrics' },
  'openapi.get': { scope: 'public' },
  /** A verb that a path does not have. */
  'verb.refuse': { scope: 'any' },
  'locations.list': { scope: 'any' },
  'locations.listArea': { scope: 'any' },
  'resourceAreas.list': { location: 'resourceAreas', scope: 'any' },
  'resourceAreas.get': { location: 'resourceAreas', scope: 'any' },
  'connectionData.get': { location: 'connectionData', scope: 'any' },
  'projects.list': { location: 'projects', scope: 'vso.project' },
  'projects.get': { location: 'projects', scope: 'vso.project' },
  'projects.create': { location: 'projects', scope: 'vso.project_manage' },
  'operations.get': { location: 'operations', scope: 'any' },
  'repositories.list': { location: 'repositories', scope: 'vso.code' },
  'repositories.get': { location: 'repositories', scope: 'vso.code' },
  'repositories.create': { location: 'repositories', scope: 'vso.code_manage' },
  'pipelines.list': { location: 'pipelines', scope: 'vso.build' },
  'pipelines.get': { location: 'pipelines', scope: 'vso.build' },
  'pipelines.create': { location: 'pipelines', scope: 'vso.build_execute' },
  'preview.run': { location: 'preview', scope: 'vso.build' },
  'runs.list': { location: 'runs', scope: 'vso.build' },
  'runs.get': { location: 'runs', scope: 'vso.build' },
  'runs.run': { location: 'runs', scope: 'vso.build_execute' },
  'runLogs.list': { location: 'runLogs', scope: 'vso.build' },
  'runLogs.get': { location: 'runLogs', scope: 'vso.build' },
  'signedLogContent.get': { scope: 'public' },
  'builds.list': { location: 'builds', scope: 'vso.build' },
  'builds.queue': { location: 'builds', scope: 'vso.build_execute' },
  'builds.latest': { location: 'latestBuild', scope: 'vso.build' },
  'builds.get': { location: 'builds', scope: 'vso.build' },
  'builds.update': { location: 'builds', scope: 'vso.build_execute' },
  'builds.delete': { location: 'builds', scope: 'vso.build_execute' },
  'stages.update': { location: 'stages', scope: 'vso.build_execute' },
  'buildTags.list': { location: 'buildTags', scope: 'vso.build' },
  'buildTags.add': { location: 'buildTags', scope: 'vso.build_execute' },
  'buildTags.update': { location: 'buildTags', scope: 'vso.build_execute' },
  'buildTags.put': { location: 'buildTags', scope: 'vso.build_execute' },
  'buildTags.delete': { location: 'buildTags', scope: 'vso.build_execute' },
  'projectTags.list': { location: 'projectTags', scope: 'vso.build' },
  'projectTags.delete': { location: 'projectTags', scope: 'vso.build_execute' },
  'buildReport.get': { location: 'buildReport', scope: 'vso.build' },
  'buildProperties.get': { location: 'buildProperties', scope: 'vso.build' },
  'buildProperties.update': { location: 'buildProperties', scope: 'vso.build_execute' },
  'buildSources.get': { location: 'buildSources', scope: 'vso.build' },
  'buildWorkItems.list': { location: 'buildWorkItems', scope: 'vso.build' },
  'buildWorkItems.listOfCommits': { location: 'buildWorkItems', scope: 'vso.build_execute' },
  'workItems.listBetween': { location: 'workItems', scope: 'vso.build' },
  'buildChanges.list': { location: 'buildChanges', scope: 'vso.build' },
  'changes.listBetween': { location: 'changes', scope: 'vso.build' },
  /** Badges stand in pages that anybody reads; a project can make them private. */
  'statusBadge.get': { location: 'statusBadge', scope: 'public' },
  'definitionBadge.get': { location: 'definitionBadge', scope: 'public' },
  'generalSettings.get': { location: 'generalSettings', scope: 'vso.project' },
  'generalSettings.update': { location: 'generalSettings', scope: 'vso.project_write' },
  'controllers.list': { location: 'controllers', scope: 'vso.build' },
  'controllers.get': { location: 'controllers', scope: 'vso.build' },
  'resourceUsage.get': { location: 'resourceUsage', scope: 'vso.build' },
  'buildOptions.list': { location: 'buildOptions', scope: 'vso.build' },
  'definitionYaml.get': { location: 'definitionYaml', scope: 'vso.build' },
  'definitionMetrics.list': { location: 'definitionMetrics', scope: 'vso.build' },
  'definitionTags.list': { location: 'definitionTags', scope: 'vso.build' },
  'definitionTags.add': { location: 'definitionTags', scope: 'vso.build_execute' },
  'definitionTags.update': { location: 'definitionTags', scope: 'vso.build_execute' },
  'definitionTags.put': { location: 'definitionTags', scope: 'vso.build_execute' },
  'definitionTags.delete': { location: 'definitionTags', scope: 'vso.build_execute' },
  'definitions.list': { location: 'definitions', scope: 'vso.build' },
  'definitions.create': { location: 'definitions', scope: 'vso.build_execute' },
  'definitions.get': { location: 'definitions', scope: 'vso.build' },
  'definitions.update': { location: 'definitions', scope: 'vso.build_execute' },
  'definitions.delete': { location: 'definitions', scope: 'vso.build_execute' },
  'definitionRevisions.list': { location: 'definitionRevisions', scope: 'vso.build' },
  'folders.list': { location: 'folders', scope: 'vso.build' },
  'folders.create': { location: 'folders', scope: 'vso.build_execute' },
  'folders.update': { location: 'folders', scope: 'vso.build_execute' },
  'folders.delete': { location: 'folders', scope: 'vso.build_execute' },
  'queues.list': { location: 'queues', scope: 'vso.agentpools' },
  'queues.get': { location: 'queues', scope: 'vso.agentpools' },
  'buildLogs.list': { location: 'buildLogs', scope: 'vso.build' },
  'buildLogs.get': { location: 'buildLogs', scope: 'vso.build' },
  'buildArtifacts.list': { location: 'buildArtifacts', scope: 'vso.build' },
  'buildArtifacts.get': { location: 'buildArtifacts', scope: 'vso.build' },
  'buildArtifacts.create': { location: 'buildArtifacts', scope: 'vso.build_execute' },
  'runArtifacts.get': { location: 'runArtifacts', scope: 'vso.build' },
  'signedArtifactContent.get': { scope: 'public' },
  'containers.get': { location: 'containers', scope: 'vso.build' },
  'testRuns.list': { location: 'testRuns', scope: 'vso.test' },
  'testRuns.get': { location: 'testRuns', scope: 'vso.test' },
  'testRuns.create': { location: 'testRuns', scope: 'vso.test_write' },
  'testRuns.update': { location: 'testRuns', scope: 'vso.test_write' },
  'testRuns.statistics': { location: 'testStatistics', scope: 'vso.test' },
  'testResults.list': { location: 'testResults', scope: 'vso.test' },
  'testResults.get': { location: 'testResults', scope: 'vso.test' },
  'testResults.add': { location: 'testResults', scope: 'vso.test_write' },
  'testAttachments.list': { location: 'testAttachments', scope: 'vso.test' },
  'testAttachments.get': { location: 'testAttachments', scope: 'vso.test' },
  'testSummary.get': { location: 'testSummary', scope: 'vso.test' },
  'testDetails.get': { location: 'testDetails', scope: 'vso.test' },
  'coverage.get': { location: 'codeCoverage', scope: 'vso.test' },
  'timeline.get': { location: 'timeline', scope: 'vso.build' },
  'pools.list': { location: 'pools', scope: 'vso.agentpools' },
  'pools.get': { location: 'pools', scope: 'vso.agentpools' },
  'agents.list': { location: 'agents', scope: 'vso.agentpools' },
  'agents.get': { location: 'agents', scope: 'vso.agentpools' },
  'agents.add': { location: 'agents', scope: 'vso.agentpools_manage' },
  'agents.replace': { location: 'agents', scope: 'vso.agentpools_manage' },
  'sessions.create': { location: 'sessions', scope: 'vso.agentpools_manage' },
  'sessions.delete': { location: 'sessions', scope: 'vso.agentpools_manage' },
  'messages.get': { location: 'messages', scope: 'vso.agentpools_manage' },
  'messages.delete': { location: 'messages', scope: 'vso.agentpools_manage' },
  'jobRequests.update': { location: 'jobRequests', scope: 'vso.agentpools_manage' },
  'tasks.list': { location: 'tasks', scope: 'vso.agentpools' },
  'tasks.listVersions': { location: 'tasks', scope: 'vso.agentpools' },
  'tasks.get': { location: 'tasks', scope: 'vso.agentpools' },
  'tasks.upload': { location: 'tasks', scope: 'vso.agentpools_manage' },
  'tasks.delete': { location: 'tasks', scope: 'vso.agentpools_manage' },
  'records.update': { location: 'records', scope: 'vso.agentpools_manage' },
  'feed.append': { location: 'feed', scope: 'vso.agentpools_manage' },
  'planLogs.create': { location: 'planLogs', scope: 'vso.agentpools_manage' },
  'planLogs.append': { location: 'planLogs', scope: 'vso.agentpools_manage' },
  'attachments.put': { location: 'recordAttachments', scope: 'vso.agentpools_manage' },
  'attachments.list': { location: 'buildAttachments', scope: 'vso.build' },
  'attachments.get': { location: 'buildAttachment', scope: 'vso.build' },
  'planContent.missing': { scope: 'vso.agentpools_manage' },
  'planContent.put': { scope: 'vso.agentpools_manage' },
  'planContent.get': { scope: 'vso.agentpools_manage' },
  'planArtifacts.create': { scope: 'vso.agentpools_manage' },
  'planArtifacts.find': { scope: 'vso.agentpools_manage' },
  'planTests.create': { scope: 'vso.agentpools_manage' },
  'planTests.addResults': { scope: 'vso.agentpools_manage' },
  'planTests.attach': { scope: 'vso.agentpools_manage' },
  'planTests.complete': { scope: 'vso.agentpools_manage' },
  'planTests.addCoverage': { scope: 'vso.agentpools_manage' },
  'planCaches.find': { scope: 'vso.agentpools_manage' },
  'planCaches.reserve': { scope: 'vso.agentpools_manage' },
  'planCaches.commit': { scope: 'vso.agentpools_manage' },
  'planEvents.post': { location: 'planEvents', scope: 'vso.agentpools_manage' },
  'variableGroups.list': { location: 'variableGroups', scope: 'vso.variablegroups_read' },
  'variableGroups.get': { location: 'variableGroups', scope: 'vso.variablegroups_read' },
  'variableGroups.add': { location: 'variableGroups', scope: 'vso.variablegroups_manage' },
  'variableGroups.update': { location: 'variableGroups', scope: 'vso.variablegroups_manage' },
  'variableGroups.share': { location: 'sharedVariableGroups', scope: 'vso.variablegroups_manage' },
  'variableGroups.delete': { location: 'variableGroups', scope: 'vso.variablegroups_manage' },
  'endpointTypes.list': { location: 'endpointTypes', scope: 'vso.serviceendpoint' },
  'endpoints.list': { location: 'endpoints', scope: 'vso.serviceendpoint' },
  'endpoints.get': { location: 'endpoints', scope: 'vso.serviceendpoint' },
  'endpoints.add': { location: 'endpoints', scope: 'vso.serviceendpoint_manage' },
  'endpoints.update': { location: 'endpoints', scope: 'vso.serviceendpoint_manage' },
  'endpoints.updateAll': { location: 'sharedEndpoints', scope: 'vso.serviceendpoint_manage' },
  'endpoints.share': { location: 'sharedEndpoints', scope: 'vso.serviceendpoint_manage' },
  'endpoints.delete': { location: 'endpoints', scope: 'vso.serviceendpoint_manage' },
  'secureFiles.list': { location: 'secureFiles', scope: 'vso.securefiles_read' },
  'secureFiles.get': { location: 'secureFiles', scope: 'vso.securefiles_read' },
  'secureFiles.upload': { location: 'secureFiles', scope: 'vso.securefiles_write' },
  'secureFiles.update': { location: 'secureFiles', scope: 'vso.securefiles_write' },
  'secureFiles.updateAll': { location: 'secureFiles', scope: 'vso.securefiles_write' },
  'secureFiles.delete': { location: 'secureFiles', scope: 'vso.securefiles_manage' },
  'environments.list': { location: 'environments', scope: 'vso.environment_manage' },
  'environments.get': { location: 'environments', scope: 'vso.environment_manage' },
  'environments.add': { location: 'environments', scope: 'vso.environment_manage' },
  'environments.update': { location: 'environments', scope: 'vso.environment_manage' },
  'environments.delete': { location: 'environments', scope: 'vso.environment_manage' },
  'deployments.list': { location: 'deployments', scope: 'vso.environment_manage' },
  'environmentResources.addKubernetes': { location: 'kubernetes', scope: 'vso.environment_manage' },
  'environmentResources.getKubernetes': { location: 'kubernetes', scope: 'vso.environment_manage' },
  'environmentResources.listVirtualMachines': { location: 'virtualMachines', scope: 'vso.environment_manage' },
  'environmentResources.addVirtualMachine': { location: 'virtualMachines', scope: 'vso.environment_manage' },
  'environmentResources.delete': { location: 'virtualMachines', scope: 'vso.environment_manage' },
  'pipelinePermissions.get': { location: 'pipelinePermissions', scope: 'vso.build' },
  'pipelinePermissions.update': { location: 'pipelinePermissions', scope: 'vso.pipelineresources_manage' },
  'pipelinePermissions.updateAll': { location: 'pipelinePermissions', scope: 'vso.pipelineresources_manage' },
  'authorizedResources.list': { location: 'authorizedResources', scope: 'vso.build' },
  'authorizedResources.update': { location: 'authorizedResources', scope: 'vso.pipelineresources_manage' },
  'approvals.query': { location: 'approvals', scope: 'vso.build' },
  'approvals.get': { location: 'approvals', scope: 'vso.build' },
  'approvals.update': { location: 'approvals', scope: 'vso.pipelineresources_use' },
  'checks.list': { location: 'checks', scope: 'vso.build' },
  'checks.get': { location: 'checks', scope: 'vso.build' },
  'checks.query': { location: 'checkQueries', scope: 'vso.build' },
  'checks.add': { location: 'checks', scope: 'vso.pipelineresources_manage' },
  'checks.update': { location: 'checks', scope: 'vso.pipelineresources_manage' },
  'checks.delete': { location: 'checks', scope: 'vso.pipelineresources_manage' },
  'oauth.show': { scope: 'public' },
  'oauth.answer': { scope: 'public' },
  'oauth.exchange': { scope: 'public' },
  'oauth.revoke': { scope: 'public' },
  'oauthApplications.list': { scope: 'vso.tokens' },
  'oauthApplications.register': { scope: 'vso.tokens' },
  'oauthApplications.renewSecret': { scope: 'vso.tokens' },
  'oauthApplications.remove': { scope: 'vso.tokens' },
  'oauthAuthorizations.list': { scope: 'vso.tokens' },
  'oauthAuthorizations.end': { scope: 'vso.tokens' },
  'pats.list': { location: 'pats', scope: 'vso.tokens' },
  'pats.create': { location: 'pats', scope: 'vso.tokens' },
  'pats.update': { location: 'pats', scope: 'vso.tokens' },
  'pats.revoke': { location: 'pats', scope: 'vso.tokens' },
  'hookPublishers.list': { location: 'hookPublishers', scope: 'vso.build' },
  'hookPublishers.get': { location: 'hookPublishers', scope: 'vso.build' },
  'hookPublishers.query': { location: 'hookPublishersQuery', scope: 'vso.build' },
  'hookEventTypes.list': { location: 'hookEventTypes', scope: 'vso.build' },
  'hookEventTypes.get': { location: 'hookEventTypes', scope: 'vso.build' },
  'hookInputValues.query': { location: 'hookInputValues', scope: 'vso.build' },
  'hookConsumers.list': { location: 'hookConsumers', scope: 'vso.build' },
  'hookConsumers.get': { location: 'hookConsumers', scope: 'vso.build' },
  'hookActions.list': { location: 'hookActions', scope: 'vso.build' },
  'hookActions.get': { location: 'hookActions', scope: 'vso.build' },
  'hookSubscriptions.list': { location: 'hookSubscriptions', scope: 'vso.build' },
  'hookSubscriptions.get': { location: 'hookSubscriptions', scope: 'vso.build' },
  'hookSubscriptions.create': { location: 'hookSubscriptions', scope: 'vso.build' },
  'hookSubscriptions.replace': { location: 'hookSubscriptions', scope: 'vso.build' },
  'hookSubscriptions.delete': { location: 'hookSubscriptions', scope: 'vso.build' },
  'hookSubscriptions.query': { location: 'hookSubscriptionsQuery', scope: 'vso.build' },
  'hookDiagnostics.get': { location: 'hookDiagnostics', scope: 'vso.build' },
  'hookDiagnostics.update': { location: 'hookDiagnostics', scope: 'vso.build' },
  'hookNotifications.list': { location: 'hookNotifications', scope: 'vso.build' },
  'hookNotifications.get': { location: 'hookNotifications', scope: 'vso.build' },
  'hookNotifications.query': { location: 'hookNotificationsQuery', scope: 'vso.build' },
  'hookNotifications.test': { location: 'hookTestNotifications', scope: 'vso.build' },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** Whether a token with these scopes may do what needs `scope`. */
export function allows(granted: ReadonlySet<string>, scope: Operation['scope']): boolean {
  return scope === 'any' || scope === 'public' || granted.has('app_token') || granted.has(scope);
}

/** A token's scopes and all that they include. */
export function withIncluded(scopes: readonly string[]): ReadonlySet<string> {
  return new Set(scopes.flatMap(scope => [scope, ...(including[scope] ?? [])]));
}
