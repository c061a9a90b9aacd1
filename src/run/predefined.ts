import type { ProjectId } from '../base/id.ts';
import type { Plan } from '../plan/model.ts';
import type {
  Identity,
  PipelineReference,
  QueuedRun,
  RunKey,
  RunPipelineResource,
  RunPullRequest,
  RunRepository,
} from './events.ts';

/** What is known of a run before its pipeline is compiled. */
export type RunOrigin = {
  /** `http://127.0.0.1:8100/fabrikam/`. */
  readonly collectionUri: string;
  /** The organization's id. */
  readonly collectionId: string;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly pipeline: PipelineReference;
  readonly reason: QueuedRun['reason'];
  readonly triggerInfo?: QueuedRun['triggerInfo'];
  readonly self: RunRepository;
  /** The repository resource whose push started the run: `Build.Repository.*` and `Build.Source*` are its own. */
  readonly pushed?: RunRepository;
  /** There where `self` is at the merge of a pull request. */
  readonly pullRequest?: RunPullRequest;
  readonly requestedFor: Identity;
  /** The commit that `pushed`, else `self`, is at; absent where it was not read. */
  readonly commit?: RunSourceCommit;
};

/** What a run says of its commit. `message` is its first line. */
export type RunSourceCommit = { readonly message: string; readonly author: string };

/** How much of a commit's message a run shows, in characters: the service's own limit. */
const messageLength = 200;

const reasonText: Readonly<Record<QueuedRun['reason'], string>> = {
  manual: 'Manual',
  individualCI: 'IndividualCI',
  batchedCI: 'BatchedCI',
  buildCompletion: 'BuildCompletion',
  resourceTrigger: 'ResourceTrigger',
  schedule: 'Schedule',
  pullRequest: 'PullRequest',
};

const providerText: Readonly<Record<RunRepository['type'], string>> = {
  azureReposGit: 'TfsGit',
  gitHub: 'GitHub',
  gitHubEnterprise: 'GitHubEnterprise',
  bitBucket: 'Bitbucket',
  unknown: 'Git',
};

/** The predefined variables that `${{ variables[…] }}` can read: those that are known before anything has run. */
export function compileTimeVariables(origin: RunOrigin): Record<string, string> {
  const { self, pushed: source = self, pipeline, requestedFor } = origin;
  return {
    'system.collectionId': origin.collectionId,
    'system.collectionUri': origin.collectionUri,
    'system.teamFoundationCollectionUri': origin.collectionUri,
    'system.taskDefinitionsUri': origin.collectionUri,
    'system.teamProject': origin.projectName,
    'system.teamProjectId': origin.projectId,
    'system.definitionId': String(pipeline.id),
    'system.definitionName': pipeline.name,
    'system.hostType': 'build',
    'system.serverType': 'Hosted',
    'system.culture': 'en-US',
    'system.isScheduled': origin.reason === 'schedule' ? 'True' : 'False',
    'build.definitionName': pipeline.name,
    'build.definitionVersion': String(pipeline.revision),
    'build.definitionFolderPath': pipeline.folder,
    'build.reason': reasonText[origin.reason],
    'build.sourceBranch': source.refName,
    'build.sourceBranchName': branchName(source.refName),
    'build.sourceVersion': source.version,
    'build.repository.id': source.id,
    'build.repository.name': source.name,
    'build.repository.provider': providerText[source.type],
    'build.repository.uri': source.url,
    'build.requestedFor': requestedFor.displayName,
    'build.requestedForId': requestedFor.id,
    'build.requestedForEmail': requestedFor.uniqueName,
    'build.queuedBy': requestedFor.displayName,
    'build.queuedById': requestedFor.id,
    ...triggerVariables(origin),
    ...pullRequestVariables(origin),
  };
}

function triggerVariables({ reason, triggerInfo = {} }: RunOrigin): Record<string, string> {
  const isCompletion = triggerInfo.pipelineTriggerType === 'PipelineCompletion';
  const category = isCompletion ? 'pipeline' : triggerInfo.artifactType === 'Webhook' ? 'webhook' : '';
  return {
    'resources.triggeringAlias': category === '' ? '' : (triggerInfo.alias ?? ''),
    'resources.triggeringCategory': category,
    ...(reason === 'schedule' ? { 'build.cronSchedule.displayName': triggerInfo.scheduleName ?? '' } : {}),
    ...(isCompletion ? triggeringRun(triggerInfo) : {}),
  };
}

function triggeringRun(info: NonNullable<RunOrigin['triggerInfo']>): Record<string, string> {
  return {
    'build.triggeredBy.buildId': info.pipelineId ?? '',
    'build.triggeredBy.definitionId': info.definitionId ?? '',
    'build.triggeredBy.definitionName': info.source ?? '',
    'build.triggeredBy.buildNumber': info.version ?? '',
    'build.triggeredBy.projectID': info.projectId ?? '',
  };
}

// `PullRequestNumber` is that of GitHub, whose pull requests have an id beside it.
function pullRequestVariables({ pullRequest, self }: RunOrigin): Record<string, string> {
  if (pullRequest === undefined) return {};
  const { id, iteration, sourceBranch, targetBranch, sourceCommit } = pullRequest;
  return {
    'system.pullRequest.pullRequestId': String(id),
    'system.pullRequest.pullRequestIteration': String(iteration),
    'system.pullRequest.sourceBranch': sourceBranch,
    'system.pullRequest.sourceCommitId': sourceCommit,
    'system.pullRequest.sourceRepositoryUri': self.url,
    'system.pullRequest.targetBranch': targetBranch,
    'system.pullRequest.targetBranchName': targetBranch.replace(/^refs\/heads\//, ''),
    'system.pullRequest.isFork': 'False',
  };
}

/** The predefined variables of a run once it has an id and a number. */
export function runVariables(origin: RunOrigin, key: RunKey, name: string): Record<string, string> {
  return {
    ...compileTimeVariables(origin),
    'build.buildId': String(key.runId),
    'build.buildUri': `vstfs:///Build/Build/${key.runId}`,
    'build.buildNumber': name,
    // Build artifacts of a run are in the container that has its id.
    'build.containerId': String(key.runId),
    ...commitVariables(origin),
  };
}

// The commit of a pull request's merge is made by the service, and its message says nothing.
function commitVariables({ commit, reason, pullRequest }: RunOrigin): Record<string, string> {
  if (commit === undefined) return {};
  const author = { 'build.sourceVersionAuthor': commit.author };
  if (reason === 'pullRequest' || pullRequest !== undefined) return author;
  return { ...author, 'build.sourceVersionMessage': commit.message.slice(0, messageLength) };
}

/**
 * What a run can read of the runs it took for its pipeline resources: `resources.pipeline.<alias>.runName` and the like. The name of the project is
 * there where the resource says `project`, as in the service.
 */
export function pipelineVariables(
  pipelines: Readonly<Record<string, RunPipelineResource>>,
  authored: Plan['resources']['pipelines'],
): Record<string, string> {
  const entries = Object.entries(pipelines).flatMap(([alias, of]) => {
    const { requestedFor } = of;
    const fields = {
      ...(authored[alias]?.project === undefined ? {} : { projectName: of.projectName }),
      projectID: of.projectId,
      pipelineName: of.pipeline.name,
      pipelineID: String(of.pipeline.id),
      runName: of.version,
      runID: String(of.runId),
      runURI: `vstfs:///Build/Build/${of.runId}`,
      sourceBranch: of.sourceBranch,
      sourceCommit: of.sourceCommit,
      sourceProvider: 'TfsGit',
      ...(requestedFor === undefined
        ? {}
        : { requestedFor: requestedFor.displayName, requestedForID: requestedFor.id }),
    };
    return Object.entries(fields).map(([field, value]) => [`resources.pipeline.${alias}.${field}`, value] as const);
  });
  return Object.fromEntries(entries);
}

/** The last segment of a ref: `main` of `refs/heads/main`. */
export function branchName(refName: string): string {
  return refName.slice(refName.lastIndexOf('/') + 1);
}
