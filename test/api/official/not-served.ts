import type { Clients } from './place.ts';

/** Methods of a client that are not answered with what they ask for, and why. */
export type NotServed = {
  readonly client: keyof Clients;
  readonly why: string;
  readonly methods: readonly string[];
};

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const build: readonly NotServed[] = [
  {
    client: 'BuildApi',
    why: "The service publishes the route with `{DefinitionId}`, and this client looks for `definitionId`: it leaves the id out, against the service too. Over HTTP, definitions' tags are served.",
    methods: words('addDefinitionTag addDefinitionTags deleteDefinitionTag getDefinitionTags updateDefinitionTags'),
  },
  {
    client: 'BuildApi',
    why: 'This client sends `[object Object]` for each lease that it is to find.',
    methods: ['getRetentionLeasesByMinimalRetentionLeases'],
  },
  {
    client: 'BuildApi',
    why: 'There are no controllers since pipelines run on agents: the list is empty, and none is found.',
    methods: ['getBuildController'],
  },
  {
    client: 'BuildApi',
    why: 'Its address is that of `getBuildBadgeData`, which answers a text.',
    methods: ['getBuildBadge'],
  },
];

const core: readonly NotServed[] = [
  {
    client: 'CoreApi',
    why: 'Properties are asked of one project after the other.',
    methods: ['getProjectsProperties'],
  },
  {
    client: 'CoreApi',
    why: 'Of an older service: connected services, proxies, identities used lately, the history of projects.',
    methods: words(
      `createConnectedService createIdentityMru createOrUpdateProxy deleteIdentityMru deleteProxy
      getConnectedServiceDetails getConnectedServices getIdentityMru getProjectHistoryEntries getProxies updateIdentityMru`,
    ),
  },
  {
    client: 'LocationsApi',
    why: 'One server answers all areas: an area has no host of its own, and definitions of services are fixed.',
    methods: words(
      `deleteServiceDefinition getResourceAreaByHost getResourceAreaByInstanceId getResourceAreasByHost
      updateServiceDefinitions`,
    ),
  },
];

const git: readonly NotServed[] = [
  {
    client: 'GitApi',
    why: 'Files and conflicts are told where the code is; nobody is sent mails.',
    methods: words(
      `createAttachment deleteAttachment getAttachmentContent getAttachmentZip getAttachments getPullRequestConflict
      getPullRequestConflicts getSuggestions sharePullRequest updatePullRequestConflict updatePullRequestConflicts`,
    ),
  },
  {
    client: 'GitApi',
    why: 'Imports, forks, reverts and cherry-picks are made with git itself.',
    methods: words(
      `createCherryPick createForkSyncRequest createImportRequest
      createMergeRequest createRevert getCherryPick
      getCherryPickConflict getCherryPickConflicts getCherryPickForRefName getCherryPickRelationships
      getForkSyncRequest getForkSyncRequests getForks getImportRequest getMergeRequest 
      getRevert getRevertConflict getRevertConflicts
      getRevertForRefName queryImportRequests updateCherryPickConflict
      updateCherryPickConflicts updateImportRequest updateRevertConflict
      updateRevertConflicts`,
    ),
  },
  {
    client: 'GitApi',
    why: 'Clients of pipelines read branches, commits and files; for the rest there is git.',
    methods: words(
      `getBranchStatsBatch 
      getFileDiffs getHfsItem getHfsItemContent getHfsItemText getHfsItemZip getHfsItems 
      getRepositoriesPaged `,
    ),
  },
  {
    client: 'GitApi',
    why: 'Favourites are of pages, billing and permissions of a service.',
    methods: words(
      `createFavorite deleteEnablementStatus deleteRefFavorite getBillableCommitters getBillableCommittersDetail
      getEnableOnCreateHost getEnableOnCreateProject getEnablementStatus getEstimatedBillableCommittersRepo
      getEstimatedBillablePushersOrg getEstimatedBillablePushersProject getPermission getRefFavorite getRefFavorites
      getRefFavoritesForProject setEnableOnCreateHost setEnableOnCreateProject updateEnablementStatus`,
    ),
  },
];

const taskAgent: readonly NotServed[] = [
  {
    client: 'TaskAgentApi',
    why: 'Deployment groups belong to classic releases; YAML has environments.',
    methods: words(
      `addDeploymentGroup addDeploymentMachine addDeploymentMachineGroup addDeploymentTarget deleteDeploymentGroup
      deleteDeploymentMachine deleteDeploymentMachineGroup deleteDeploymentTarget generateDeploymentGroupAccessToken
      generateDeploymentMachineGroupAccessToken generateDeploymentPoolAccessToken getAgentRequestsForDeploymentMachine
      getAgentRequestsForDeploymentMachines getAgentRequestsForDeploymentTarget getAgentRequestsForDeploymentTargets
      getDeploymentGroup getDeploymentGroups getDeploymentGroupsMetrics getDeploymentMachine getDeploymentMachineGroup
      getDeploymentMachineGroupMachines getDeploymentMachineGroups getDeploymentMachines getDeploymentPoolsSummary
      getDeploymentTarget getDeploymentTargets refreshDeploymentMachines refreshDeploymentTargets
      replaceDeploymentMachine replaceDeploymentTarget updateDeploymentGroup updateDeploymentMachine
      updateDeploymentMachineGroup updateDeploymentMachineGroupMachines updateDeploymentMachines
      updateDeploymentTarget updateDeploymentTargets`,
    ),
  },
  {
    client: 'TaskAgentApi',
    why: 'Task groups are kept for the visual designer, without drafts and without their history; YAML has templates.',
    methods: words(
      'getTaskGroupHistory getTaskGroupRevision publishTaskGroup undeleteTaskGroup updateTaskGroupProperties',
    ),
  },
  {
    client: 'TaskAgentApi',
    why: 'Machines of a cloud, and what they cost, are not managed here: agents are started by whoever runs them.',
    methods: words(
      `addAgentCloud deleteAgentCloud getAgentCloud getAgentCloudRequests 
      getAzureManagementGroups getAzureSubscriptions getResourceLimits getResourceUsage getTaskHubLicenseDetails
      updateAgentCloud updateTaskHubLicenseDetails createAadOAuthRequest getVstsAadTenantId`,
    ),
  },
  {
    client: 'TaskAgentApi',
    why: 'Agents clean up after their jobs; a pool needs no maintenance jobs, and agents are not updated by the server.',
    methods: words(
      `createAgentPoolMaintenanceDefinition deleteAgentPoolMaintenanceDefinition deleteAgentPoolMaintenanceJob
      getAgentPoolMaintenanceDefinition getAgentPoolMaintenanceDefinitions getAgentPoolMaintenanceJob
      getAgentPoolMaintenanceJobLogs getAgentPoolMaintenanceJobs getAgentPoolMetadata getPackage getPackages
      queueAgentPoolMaintenanceJob refreshAgent refreshAgents setAgentPoolMetadata updateAgentPoolMaintenanceDefinition
      updateAgentPoolMaintenanceJob updateAgentUpdateState`,
    ),
  },
  {
    client: 'TaskAgentApi',
    why: 'Jobs come from runs alone: nobody queues, ends or messages one beside them.',
    methods: words(
      `deleteAgentRequest getAgentRequest getAgentRequestsForQueue queueAgentRequest queueAgentRequestByPool sendMessage`,
    ),
  },
  {
    client: 'TaskAgentApi',
    why: 'Groups of virtual machines came before the machines of environments.',
    methods: words(
      `addVirtualMachineGroup deleteVirtualMachineGroup getVirtualMachineGroup getVirtualMachines
      updateVirtualMachineGroup updateVirtualMachines`,
    ),
  },
  {
    client: 'TaskAgentApi',
    why: "Of the service's own pages.",
    methods: words('createTeamProject queryEndpoint querySecureFilesByProperties validateInputs'),
  },
  {
    client: 'ServiceEndpointApi',
    why: 'The server signs in nowhere, and jobs alone tell what they use.',
    methods: words(
      `addServiceEndpointExecutionRecords createAadOAuthRequest createOAuthConfiguration deleteOAuthConfiguration
      getAzureManagementGroups getAzureSubscriptions getFilteredServiceEndpointTypes
      getOAuthConfiguration getOAuthConfigurations
      getServiceEndpointsByTypeAndOwner
      getServiceEndpointsWithRefreshedAuthentication getVstsAadTenantId querySharedProjects
      shareEndpointWithProject updateOAuthConfiguration`,
    ),
  },
];

const jobs: readonly NotServed[] = [
  {
    client: 'TaskApi',
    why: 'Agents write here; what they wrote is read as the build that it belongs to.',
    methods: words(
      `associateLog createAttachmentFromArtifact deleteTimeline getAttachment getAttachmentContent
      getAttachments getJobInstance getLines getLog getLogs getPlan getPlanAttachments getPlanGroupsQueueMetrics
      getQueuedPlanGroup getQueuedPlanGroups getRecords getTimeline getTimelines`,
    ),
  },
  {
    client: 'TaskApi',
    why: 'A job alone is given it, by its own token: identity-tokens.test.ts.',
    methods: ['createOidcToken'],
  },
];

const tests: readonly NotServed[] = [
  {
    client: 'TestApi',
    why: 'Plans, suites, cases and sessions of tests are for testing by hand.',
    methods: words(
      `addCustomFields addTestCasesToSuite addWorkItemToTestLinks createTestSession createTestSettings
      deleteSharedParameter deleteSharedStep deleteTestCase deleteTestMethodToWorkItemLink deleteTestSettings
      getBugsLinkedToTestResult getLinkedWorkItemsByQuery getPoint getPoints getPointsByQuery getTestCaseById
      getTestCases getTestSessions getTestSettingsById queryCustomFields queryTestMethodLinkedWorkItems
      queryTestResultWorkItems queryTestSummaryByRequirement removeTestCasesFromSuiteUrl updateSuiteTestCases
      updateTestPoints updateTestSession`,
    ),
  },
  {
    client: 'TestApi',
    why: 'There are no releases beside pipelines.',
    methods: words(
      `getResultGroupsByRelease getTestResultDetailsForRelease getTestResultsByRelease queryResultTrendForRelease
      queryTestResultsReportForRelease queryTestResultsSummaryForReleases`,
    ),
  },
  {
    client: 'TestApi',
    why: 'Files are attached to runs of tests, and to results by their iterations nowhere.',
    methods: words(
      `createTestIterationResultAttachment createTestResultAttachment createTestSubResultAttachment getTestIteration
      getTestIterations getTestResultAttachmentContent getTestResultAttachmentZip getTestResultAttachments
      getTestRunAttachmentZip getTestSubResultAttachmentContent getTestSubResultAttachmentZip
      getTestSubResultAttachments`,
    ),
  },
  {
    client: 'TestApi',
    why: 'Results are kept with the run of tests that they belong to, for as long as its build is.',
    methods: words(
      `getResultGroupsByBuild getResultRetentionSettings getTestResultsByBuild getTestResultsByQuery
      getTestRunCodeCoverage getTestRunLogs publishTestResultDocument queryResultTrendForBuild queryTestHistory
      queryTestResultHistory queryTestResultsMetaData updateResultRetentionSettings`,
    ),
  },
];

/** Every method of the clients that is not served. A method that is, belongs into a scenario. */
export const notServed: readonly NotServed[] = [...build, ...core, ...git, ...taskAgent, ...jobs, ...tests];
