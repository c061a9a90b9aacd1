import type { OperationName } from './operations.ts';

/** Operations whose names do not say it well enough. */
const exceptions: Partial<Record<OperationName, string>> = {
  'health.get': 'Say whether the server is well',
  'health.live': 'Say whether the server answers at all',
  'health.ready': 'Say whether the server and its database are ready for requests',
  'metrics.get': 'Get the figures of the server for Prometheus',
  'openapi.get': 'Get this description',
  'emulator.control': 'Control the emulator',
  'locations.listArea': 'List the locations of an area',
  'connectionData.get': 'Say who asks, and which server answers',
  'gitRemotes.info': 'Say which repository the address of a git remote is',
  'pipelineConfigurations.list': 'List the files of a repository that a pipeline can be made of',
  'pipelineTemplates.recommend': 'List templates for a new pipeline',
  'tokenPage.show': 'Show the page of personal access tokens',
  'tokenPage.answer': 'Sign in, or create or revoke a token, on the page of personal access tokens',
  'rootPage.show': 'Lead to the page of the projects',
  'signIn.show': 'Show the page on which people sign in to the pages of runs',
  'signIn.answer': 'Sign in to the pages of runs',
  'signOut.answer': 'Sign out of the pages of runs',
  'projectsPage.show': 'Show the projects on a page',
  'pipelinesPage.show': 'Show the pipelines of a project on a page',
  'pipelinePage.show': 'Show the runs of a pipeline on a page',
  'agentsPage.show': 'Show pools, agents and waiting jobs on a page',
  'sourcePage.show': 'Show a repository, a commit or a pull request on a page',
  'runForm.show': 'Show the form that asks for a run',
  'runForm.answer': 'Run a pipeline by a form',
  'runPage.show': 'Show a run, or a log of it, on a page',
  'runPage.log': 'Lead from a page to the text of a log',
  'runPage.artifact': 'Lead from a page to the files of an artifact',
  'runPage.change': 'Cancel, retry or keep a run, or start, cancel or retry a stage, by a form',
  'runPage.approve': 'Answer an approval or a manual validation by a form',
  'clientTools.release': 'Say where a program of a client is',
  'clientTools.download': 'Get the program by which az moves artifacts',
  'preview.run': 'Compile a pipeline without running it',
  'runs.run': 'Run a pipeline',
  'signedLogContent.get': 'Get the text of a log by a signed address',
  'signedArtifactContent.get': 'Get the files of an artifact by a signed address',
  'builds.follow': 'Follow a build as it goes',
  'builds.latest': 'Get the latest build of a definition',
  'builds.updateAll': 'Update several builds',
  'stages.update': 'Cancel, retry or start a stage of a build',
  'projectTags.list': 'List the tags of all builds of a project',
  'projectTags.delete': 'Take a tag from all builds of a project',
  'buildSources.get': 'Say which commit a build was made of',
  'buildWorkItems.list': 'List the work items of a build',
  'buildWorkItems.listOfCommits': 'List the work items of commits',
  'resourceUsage.get': 'Say how many jobs run and may run',
  'definitionYaml.get': 'Get the expanded YAML of a definition',
  'statusBadge.get': 'Get the badge of a pipeline, or of a branch, stage or job of it',
  'definitionBadge.get': 'Get the badge of a definition',
  'testRuns.statistics': 'Count the results of a test run',
  'testSummary.get': 'Sum up the test results of a build',
  'testDetails.get': 'List the test results of a build in groups',
  'coverage.ofTestRun': 'Get the code coverage of a test run',
  'pools.permissions': 'Say what the caller may do with a pool',
  'agents.replace': 'Register an agent anew',
  'agents.setCapabilities': 'Set the capabilities that people give an agent',
  'sessions.create': 'Begin the session of an agent',
  'sessions.delete': 'End the session of an agent',
  'messages.get': 'Wait for the next message to an agent',
  'messages.delete': 'Say that a message to an agent has arrived',
  'yamlSchema.get': 'Get the JSON schema of pipelines',
  'openId.describe': 'Describe the issuer of identity tokens',
  'openId.keys': 'List the keys that identity tokens are signed with',
  'tasks.listVersions': 'List the versions of a task',
  'records.update': 'Update records of the timeline of a run',
  'feed.append': 'Append lines to what a job shows while it runs',
  'planLogs.append': 'Append text to a log',
  'planContent.missing': 'Say which chunks of files are not kept yet',
  'planContent.put': 'Keep chunks of files',
  'planContent.get': 'Read chunks of files',
  'planArtifacts.create': 'Publish an artifact of a running job',
  'planArtifacts.find': 'Find artifacts for a running job',
  'planTests.create': 'Begin a test run of a running job',
  'planTests.addResults': 'Add results to a test run of a running job',
  'planTests.attach': 'Add a file to a test run of a running job',
  'planTests.complete': 'End a test run of a running job',
  'planTests.addCoverage': 'Add code coverage of a running job',
  'planCaches.find': 'Find a cache for a running job',
  'planCaches.reserve': 'Reserve a cache for a running job',
  'planCaches.commit': 'Fill a cache that a job reserved',
  'planEvents.post': 'Say that a job has begun or ended',
  'variableGroups.share': 'Share a variable group with projects',
  'endpoints.updateAll': 'Update several service connections',
  'endpointProxy.request': 'Make a request over a service connection',
  'endpointExecutions.list': 'List the jobs that used a service connection',
  'endpoints.share': 'Share a service connection with projects',
  'environmentResources.addKubernetes': 'Add a Kubernetes namespace to an environment',
  'environmentResources.getKubernetes': 'Get a Kubernetes namespace of an environment',
  'environmentResources.listVirtualMachines': 'List the virtual machines of an environment',
  'environmentResources.addVirtualMachine': 'Add a virtual machine to an environment',
  'avatars.set': 'Give a project a picture',
  'avatars.remove': 'Take the picture of a project away',
  'registrationSecrets.create': 'Give an application a new secret',
  'registrationSecrets.rotate': 'Give an application a new secret, and show the application',
  'refs.update': 'Make, move and remove branches and tags',
  'refs.lock': 'Unlock a branch',
  'blobs.zip': 'Get files by their ids, as a zip',
  'commitsBatch.query': 'Find commits',
  'itemsBatch.query': 'Get items of several paths',
  'recycleBin.list': 'List the deleted repositories of a project',
  'recycleBin.restore': 'Bring a deleted repository back',
  'recycleBin.delete': 'Forget a deleted repository',
  'reviewers.addUnknown': 'Ask somebody to review who is known by name',
  'reviewers.reset': 'Take votes of reviewers back',
  'pullRequests.query': 'Find the pull requests of commits',
  'policies.listOfBranch': 'List the policies of a branch',
  'policyEvaluations.requeue': 'Evaluate a policy again',
  'checkSuites.evaluate': 'Evaluate the checks on resources',
  'checkSuites.get': 'Say how checks stand that are evaluated together',
  'oauth.show': 'Ask a person whether an application may act for him',
  'oauth.answer': 'Say whether an application may act for the caller',
  'oauth.exchange': 'Exchange a code or a refresh token for an access token',
  'oauth.revoke': 'End what a token gives',
  'oauthApplications.renewSecret': 'Give an application a new secret',
  'oauthAuthorizations.end': 'End what an application was allowed',
  'hookInputValues.query': 'List the values that inputs of a subscription can have',
  'hookNotifications.test': 'Send a sample to a receiver of hooks',
};

/** Nouns of one thing only: there is no list of them. */
const uncounted = new Set(['settings', 'permissions', 'resources', 'diagnostics', 'retention', 'coverage', 'report']);

/** An operation in a few words for people: `testRuns.list` is `List test runs`. */
export function summaryOf(name: OperationName): string {
  const known = exceptions[name];
  if (known !== undefined) return known;
  const [noun = '', verb = ''] = name.split('.').map(wordsIn);
  const [act = '', ...rest] = verb.split(' ');
  const isMany = act === 'list' || act === 'query' || rest.includes('all');
  const sentence = [act, isMany ? noun : `${articleOf(noun)}${singular(noun)}`, ...rest]
    .join(' ')
    .replace(/ by id$/, '');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** `testRuns` is `test runs`. */
function wordsIn(name: string): string {
  return name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

function isCounted(noun: string): boolean {
  return noun.endsWith('s') && !uncounted.has(noun.split(' ').at(-1) ?? '');
}

function singular(noun: string): string {
  if (!isCounted(noun)) return noun;
  return noun.endsWith('ies') ? `${noun.slice(0, -3)}y` : noun.slice(0, -1).replace(/(branch|patch)e$/, '$1');
}

function articleOf(noun: string): string {
  if (!isCounted(noun)) return 'the ';
  return /^[aeio]/.test(noun) ? 'an ' : 'a ';
}
