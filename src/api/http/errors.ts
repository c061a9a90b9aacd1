import type { ErrorEnvelope } from '../../wire/common.ts';
import type { Excess } from './rate-limit.ts';

/** An answer of the service's own exceptions: thrown by a route, answered as the error envelope. */
export class ServiceError extends Error {
  readonly status: number;
  readonly typeKey: string;
  readonly namespace: string;
  readonly eventId: number;

  constructor(kind: ErrorKind, message: string) {
    super(message);
    this.name = 'ServiceError';
    this.status = kind.status;
    this.typeKey = kind.typeKey;
    this.namespace = kind.namespace;
    this.eventId = kind.eventId ?? 3000;
  }
}

/** The caller asks too often: answered with when to ask again. */
export class Throttled extends ServiceError {
  readonly excess: Excess;

  constructor(message: string, excess: Excess) {
    super(kinds.throttled, message);
    this.name = 'Throttled';
    this.excess = excess;
  }
}

type ErrorKind = {
  readonly status: number;
  readonly typeKey: string;
  readonly namespace: string;
  /** 3000 but for the service's family of argument exceptions. */
  readonly eventId?: number;
};

/** The request could not be read, or not by this route: answered in the framework's own shape. */
export class FrameworkRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'FrameworkRefusal';
    this.status = status;
  }
}

const core = 'Microsoft.TeamFoundation.Core.WebApi';
const webApi = 'Microsoft.VisualStudio.Services.WebApi';
const build = 'Microsoft.TeamFoundation.Build.WebApi';
const pipelines = 'Microsoft.Azure.Pipelines.WebApi';
const git = 'Microsoft.TeamFoundation.Git.Server';
const policy = 'Microsoft.TeamFoundation.Policy.WebApi';
const approvals = 'Microsoft.Azure.Pipelines.Approval.WebApi';
const checks = 'Microsoft.Azure.Pipelines.Checks.WebApi';
const endpoints = 'Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi';
const delegated = 'Microsoft.VisualStudio.Services.DelegatedAuthorization.WebApi';
const hooks = 'Microsoft.VisualStudio.Services.ServiceHooks.WebApi';
const tasks = 'Microsoft.TeamFoundation.DistributedTask.WebApi';
const containers = 'Microsoft.VisualStudio.Services.FileContainer';

/** Every kind of error that is answered in the envelope. */
const kinds = {
  // As the service answers.
  routeMissing: { status: 404, typeKey: 'HttpException', namespace: 'System.Web', eventId: 0 },
  projectMissing: { status: 404, typeKey: 'ProjectDoesNotExistWithNameException', namespace: core },
  pipelineMissingOnPreview: { status: 500, typeKey: 'PipelineNotFoundException', namespace: pipelines },
  pipelineInvalid: { status: 400, typeKey: 'PipelineValidationException', namespace: pipelines },
  attachmentMissing: { status: 404, typeKey: 'AttachmentNotFoundException', namespace: build },
  buildMissing: { status: 404, typeKey: 'BuildNotFoundException', namespace: build },
  buildArtifactMissing: {
    status: 404,
    typeKey: 'ArtifactNotFoundException',
    namespace: 'Microsoft.TeamFoundation.Build.WebApi',
  },
  runArtifactMissing: { status: 404, typeKey: 'ArtifactNotFoundException', namespace: pipelines },
  unauthorized: {
    status: 401,
    typeKey: 'UnauthorizedRequestException',
    namespace: 'Microsoft.TeamFoundation.Framework.Server',
  },
  argumentNull: { status: 400, typeKey: 'ArgumentNullException', namespace: 'System', eventId: 0 },
  versionMissing: { status: 400, typeKey: 'VssVersionNotSpecifiedException', namespace: webApi },
  versionPreview: { status: 400, typeKey: 'VssInvalidPreviewVersionException', namespace: webApi },
  versionOutOfRange: { status: 400, typeKey: 'VssVersionOutOfRangeException', namespace: webApi },

  throttled: {
    status: 429,
    typeKey: 'RequestBlockedException',
    namespace: 'Microsoft.TeamFoundation.Framework.Server',
  },

  // Our choice: how the service answers is not known.
  organizationMissing: { status: 404, typeKey: 'HostDoesNotExistException', namespace: webApi },
  projectBusy: { status: 409, typeKey: 'ProjectWorkPendingException', namespace: core },
  teamMissing: { status: 404, typeKey: 'TeamNotFoundException', namespace: core },
  avatarMissing: { status: 404, typeKey: 'ProjectAvatarNotFoundException', namespace: core },
  teamTaken: { status: 409, typeKey: 'TeamAlreadyExistsException', namespace: core },
  processMissing: { status: 404, typeKey: 'ProcessNotFoundException', namespace: core },
  identityMissing: {
    status: 404,
    typeKey: 'IdentityNotFoundException',
    namespace: 'Microsoft.VisualStudio.Services.Identity',
  },
  profileMissing: {
    status: 404,
    typeKey: 'ProfileDoesNotExistException',
    namespace: 'Microsoft.VisualStudio.Services.Profile',
  },
  projectTaken: { status: 400, typeKey: 'ProjectAlreadyExistsException', namespace: core },
  projectNameInvalid: { status: 400, typeKey: 'InvalidProjectNameException', namespace: core },
  operationMissing: { status: 404, typeKey: 'OperationNotFoundException', namespace: webApi },
  areaMissing: { status: 404, typeKey: 'ResourceAreaNotFoundException', namespace: webApi },
  repositoryMissing: { status: 404, typeKey: 'GitRepositoryNotFoundException', namespace: git },
  repositoryTaken: { status: 409, typeKey: 'GitRepositoryNameAlreadyExistsException', namespace: git },
  repositoryUnreadable: { status: 400, typeKey: 'InvalidGitRepositoryException', namespace: git },
  pipelineMissing: { status: 404, typeKey: 'PipelineNotFoundException', namespace: pipelines },
  pipelineTaken: { status: 409, typeKey: 'PipelineExistsException', namespace: pipelines },
  buildBusy: { status: 409, typeKey: 'CannotDeleteBuildException', namespace: build },
  templateMissing: { status: 404, typeKey: 'DefinitionTemplateNotFoundException', namespace: build },
  definitionMissing: { status: 404, typeKey: 'DefinitionNotFoundException', namespace: build },
  definitionDisabled: { status: 400, typeKey: 'DefinitionDisabledException', namespace: build },
  definitionTaken: { status: 409, typeKey: 'DefinitionExistsException', namespace: build },
  definitionMoved: { status: 409, typeKey: 'InvalidDefinitionException', namespace: build },
  folderMissing: { status: 404, typeKey: 'FolderNotFoundException', namespace: build },
  folderTaken: { status: 409, typeKey: 'FolderExistsException', namespace: build },
  controllerMissing: { status: 404, typeKey: 'BuildControllerNotFoundException', namespace: build },
  sourceProviderMissing: { status: 404, typeKey: 'SourceProviderNotFoundException', namespace: build },
  itemMissing: { status: 404, typeKey: 'GitItemNotFoundException', namespace: git },
  pushInvalid: { status: 400, typeKey: 'InvalidArgumentValueException', namespace: git },
  pushStale: { status: 409, typeKey: 'GitReferenceStaleException', namespace: git },
  pushMissing: { status: 404, typeKey: 'GitPushNotFoundException', namespace: git },
  pathTaken: { status: 409, typeKey: 'GitItemAlreadyExistsException', namespace: git },
  pathMissing: { status: 404, typeKey: 'GitItemNotFoundException', namespace: git },
  objectMissing: { status: 404, typeKey: 'GitObjectDoesNotExistException', namespace: git },
  branchGuarded: { status: 403, typeKey: 'GitRefUpdateRejectedByPolicyException', namespace: git },
  refRejected: { status: 409, typeKey: 'GitRefUpdateRejectedByPluginException', namespace: git },
  pullRequestMissing: { status: 404, typeKey: 'GitPullRequestNotFoundException', namespace: git },
  pullRequestTaken: { status: 409, typeKey: 'GitPullRequestExistsException', namespace: git },
  pullRequestInvalid: { status: 400, typeKey: 'InvalidArgumentValueException', namespace: git },
  pullRequestClosed: { status: 409, typeKey: 'GitPullRequestNotEditableException', namespace: git },
  pullRequestStale: { status: 409, typeKey: 'GitPullRequestStaleException', namespace: git },
  pullRequestBlocked: { status: 409, typeKey: 'GitPullRequestUpdateRejectedByPolicyException', namespace: git },
  policyInvalid: { status: 400, typeKey: 'PolicyImplementationException', namespace: policy },
  policyMissing: { status: 404, typeKey: 'PolicyConfigurationNotFoundException', namespace: policy },
  policyTypeMissing: { status: 404, typeKey: 'PolicyTypeNotFoundException', namespace: policy },
  evaluationMissing: { status: 404, typeKey: 'PolicyEvaluationNotFoundException', namespace: policy },
  threadMissing: { status: 404, typeKey: 'GitPullRequestCommentThreadNotFoundException', namespace: git },
  statusMissing: { status: 404, typeKey: 'GitPullRequestStatusNotFoundException', namespace: git },
  iterationMissing: { status: 404, typeKey: 'GitPullRequestIterationNotFoundException', namespace: git },
  labelMissing: { status: 404, typeKey: 'GitPullRequestLabelNotFoundException', namespace: git },
  reviewerMissing: { status: 404, typeKey: 'GitPullRequestReviewerNotFoundException', namespace: git },
  reviewRefused: { status: 403, typeKey: 'GitPullRequestCannotBeChangedException', namespace: git },
  commitMissing: { status: 404, typeKey: 'GitUnresolvableToCommitException', namespace: git },
  queueMissing: { status: 404, typeKey: 'TaskAgentQueueNotFoundException', namespace: tasks },
  runMissing: { status: 404, typeKey: 'RunNotFoundException', namespace: pipelines },
  logMissing: { status: 404, typeKey: 'LogNotFoundException', namespace: pipelines },
  artifactTaken: {
    status: 409,
    typeKey: 'ArtifactExistsException',
    namespace: 'Microsoft.TeamFoundation.Build.WebApi',
  },
  artifactInvalid: {
    status: 400,
    typeKey: 'InvalidArtifactException',
    namespace: 'Microsoft.TeamFoundation.Build.WebApi',
  },
  artifactFileMissing: {
    status: 404,
    typeKey: 'ArtifactFileNotFoundException',
    namespace: 'Microsoft.TeamFoundation.Build.WebApi',
  },
  containerMissing: { status: 404, typeKey: 'ContainerNotFoundException', namespace: containers },
  containerItemMissing: { status: 404, typeKey: 'ContainerItemNotFoundException', namespace: containers },
  containerItemInvalid: { status: 400, typeKey: 'InvalidContainerItemException', namespace: containers },
  containerItemBusy: { status: 409, typeKey: 'ContainerItemExistsException', namespace: containers },
  containerUploadGap: { status: 400, typeKey: 'PendingUploadNotFoundException', namespace: containers },
  containerFull: { status: 400, typeKey: 'ContainerSizeLimitExceededException', namespace: containers },
  testRunMissing: {
    status: 404,
    typeKey: 'TestObjectNotFoundException',
    namespace: 'Microsoft.TeamFoundation.TestManagement.WebApi',
  },
  webhookMissing: { status: 404, typeKey: 'WebHookNotFoundException', namespace: tasks },
  signatureRefused: { status: 403, typeKey: 'AccessCheckException', namespace: pipelines },
  buildRetained: { status: 409, typeKey: 'BuildRetainedException', namespace: build },
  leaseMissing: { status: 404, typeKey: 'RetentionLeaseNotFoundException', namespace: build },
  buildRetryRefused: { status: 409, typeKey: 'InvalidBuildStateException', namespace: build },
  stageMissing: { status: 404, typeKey: 'StageNotFoundException', namespace: build },
  stageRefused: { status: 409, typeKey: 'InvalidStageStateException', namespace: build },
  timelineMissing: { status: 404, typeKey: 'TimelineNotFoundException', namespace: tasks },
  planMissing: { status: 404, typeKey: 'TaskOrchestrationPlanNotFoundException', namespace: tasks },
  poolMissing: { status: 404, typeKey: 'TaskAgentPoolNotFoundException', namespace: tasks },
  poolTaken: { status: 409, typeKey: 'TaskAgentPoolExistsException', namespace: tasks },
  poolInvalid: { status: 400, typeKey: 'InvalidTaskAgentPoolException', namespace: tasks },
  queueTaken: { status: 409, typeKey: 'TaskAgentQueueExistsException', namespace: tasks },
  queueInvalid: { status: 400, typeKey: 'InvalidTaskAgentQueueException', namespace: tasks },
  agentBusy: { status: 409, typeKey: 'TaskAgentJobStillRunningException', namespace: tasks },
  agentMissing: { status: 404, typeKey: 'TaskAgentNotFoundException', namespace: tasks },
  agentTaken: { status: 409, typeKey: 'TaskAgentExistsException', namespace: tasks },
  sessionMissing: { status: 404, typeKey: 'TaskAgentSessionExpiredException', namespace: tasks },
  sessionConflict: { status: 409, typeKey: 'TaskAgentSessionConflictException', namespace: tasks },
  jobMissing: { status: 404, typeKey: 'TaskAgentJobNotFoundException', namespace: tasks },
  taskMissing: { status: 404, typeKey: 'TaskDefinitionNotFoundException', namespace: tasks },
  taskTaken: { status: 409, typeKey: 'TaskDefinitionExistsException', namespace: tasks },
  taskInvalid: { status: 400, typeKey: 'TaskDefinitionInvalidException', namespace: tasks },
  cacheTaken: { status: 409, typeKey: 'CacheExistsException', namespace: tasks },
  agentRefusal: { status: 400, typeKey: 'DistributedTaskException', namespace: tasks },
  variableGroupMissing: { status: 404, typeKey: 'VariableGroupNotFoundException', namespace: tasks },
  variableGroupTaken: { status: 409, typeKey: 'VariableGroupExistsException', namespace: tasks },
  variableGroupInvalid: { status: 400, typeKey: 'InvalidRequestException', namespace: tasks },
  endpointMissing: { status: 404, typeKey: 'ServiceEndpointNotFoundException', namespace: endpoints },
  endpointTaken: { status: 409, typeKey: 'DuplicateServiceConnectionException', namespace: endpoints },
  endpointInvalid: { status: 400, typeKey: 'ServiceEndpointException', namespace: endpoints },
  endpointQueryFailed: { status: 400, typeKey: 'ServiceEndpointQueryFailedException', namespace: endpoints },
  taskGroupMissing: { status: 404, typeKey: 'MetaTaskDefinitionNotFoundException', namespace: tasks },
  taskGroupMoved: { status: 409, typeKey: 'MetaTaskDefinitionRevisionMismatchException', namespace: tasks },
  secureFileMissing: { status: 404, typeKey: 'SecureFileNotFoundException', namespace: tasks },
  secureFileTaken: { status: 409, typeKey: 'SecureFileExistsException', namespace: tasks },
  secureFileInvalid: { status: 400, typeKey: 'InvalidSecureFileException', namespace: tasks },
  environmentMissing: { status: 404, typeKey: 'EnvironmentNotFoundException', namespace: tasks },
  environmentTaken: { status: 409, typeKey: 'EnvironmentExistsException', namespace: tasks },
  environmentInvalid: { status: 400, typeKey: 'InvalidEnvironmentException', namespace: tasks },
  environmentResourceMissing: { status: 404, typeKey: 'EnvironmentResourceNotFoundException', namespace: tasks },
  environmentResourceTaken: { status: 409, typeKey: 'EnvironmentResourceExistsException', namespace: tasks },
  checkMissing: { status: 404, typeKey: 'CheckConfigurationNotFoundException', namespace: checks },
  checkInvalid: { status: 400, typeKey: 'InvalidCheckConfigurationException', namespace: checks },
  approvalMissing: { status: 404, typeKey: 'ApprovalNotFoundException', namespace: approvals },
  approvalInvalid: { status: 400, typeKey: 'InvalidApprovalUpdateException', namespace: approvals },
  approvalOver: { status: 400, typeKey: 'ApprovalAlreadyCompletedException', namespace: approvals },
  approvalRefused: { status: 403, typeKey: 'ApprovalUnauthorizedException', namespace: approvals },
  resourceMissing: { status: 404, typeKey: 'ResourceNotFoundException', namespace: checks },
  resourceTypeUnknown: { status: 400, typeKey: 'InvalidPipelinePermissionsException', namespace: checks },
  applicationMissing: { status: 404, typeKey: 'RegistrationNotFoundException', namespace: delegated },
  applicationInvalid: { status: 400, typeKey: 'InvalidRegistrationException', namespace: delegated },
  authorizationMissing: { status: 404, typeKey: 'AuthorizationNotFoundException', namespace: delegated },
  clientToolMissing: { status: 404, typeKey: 'ClientToolNotFoundException', namespace: webApi },
  tokenMissing: { status: 404, typeKey: 'SessionTokenNotFoundException', namespace: webApi },
  subscriptionMissing: { status: 404, typeKey: 'SubscriptionNotFoundException', namespace: hooks },
  subscriptionInvalid: { status: 400, typeKey: 'SubscriptionInputException', namespace: hooks },
  notificationMissing: { status: 404, typeKey: 'NotificationNotFoundException', namespace: hooks },
  publisherMissing: { status: 404, typeKey: 'PublisherNotFoundException', namespace: hooks },
  eventTypeMissing: { status: 404, typeKey: 'EventTypeNotFoundException', namespace: hooks },
  consumerMissing: { status: 404, typeKey: 'ConsumerNotFoundException', namespace: hooks },
  actionMissing: { status: 404, typeKey: 'ConsumerActionNotFoundException', namespace: hooks },
  argument: { status: 400, typeKey: 'ArgumentException', namespace: 'System', eventId: 0 },
  fault: { status: 500, typeKey: 'VssServiceException', namespace: 'Microsoft.VisualStudio.Services.Common' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorName = keyof typeof kinds;

/** An error of the table, with its message. */
export function serviceError(name: ErrorName, message: string): ServiceError {
  return new ServiceError(kinds[name], message);
}

/** An error of the table under another status: the agent protocol's errors say their own. */
export function serviceErrorOf(status: number, name: ErrorName, message: string): ServiceError {
  return new ServiceError({ ...kinds[name], status }, message);
}

/** The envelope of an error. */
export function envelopeOf(error: ServiceError): ErrorEnvelope {
  return {
    $id: '1',
    innerException: null,
    message: error.message,
    typeName: `${error.namespace}.${error.typeKey}, ${assemblyOf(error)}`,
    typeKey: error.typeKey,
    errorCode: 0,
    eventId: error.eventId,
  };
}

// The namespace of the service's builds is not the name of its assembly.
function assemblyOf(error: ServiceError): string {
  if (error.namespace === build) return 'Microsoft.TeamFoundation.Build2.WebApi';
  return error.namespace === 'System' ? 'mscorlib' : error.namespace;
}
