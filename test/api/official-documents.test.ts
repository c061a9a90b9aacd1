import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { AgentJobRequest, TaskAgentMessage, TaskAgentSession } from '../../src/wire/agent-protocol.ts';
import { buildRelaxations } from './support/build-relaxations.ts';
import { differingRequests } from './support/differing-requests.ts';
import { type GitFolder, withGit } from './support/git-world.ts';
import { type Relaxation, VendorDocuments, withoutDocuments } from './support/vendor-documents.ts';
import { coreRelaxations, uncheckedCore, walkCore } from './support/walk-core.ts';
import { detailRelaxations, uncheckedDetails, walkDetails } from './support/walk-details.ts';
import { gitRelaxations, uncheckedGit, walkGit, walkRepositoryChanges, walkReviews } from './support/walk-git.ts';
import { hookRelaxations, walkHooks } from './support/walk-hooks.ts';
import { policyRelaxations, walkPolicies } from './support/walk-policies.ts';
import { type Ask, resourceRelaxations, uncheckedResources, walkResources } from './support/walk-resources.ts';
import { basic, organization, type World } from './support/world.ts';

const relaxations: readonly Relaxation[] = [
  ...buildRelaxations,
  ...resourceRelaxations,
  ...detailRelaxations,
  ...coreRelaxations,
  ...hookRelaxations,
  ...gitRelaxations,
  ...policyRelaxations,
];

/** Requests whose answers are checked, `{run}` being a run that is completed. */
async function walk(world: World, ask: Ask): Promise<void> {
  const v = 'api-version=7.1';
  const { id: repositoryId } = world.repository;
  await ask('GET', '/_apis/projects');
  await ask('GET', '/_apis/projects/oracle');
  const operation = (await ask('POST', `/_apis/projects?${v}`, { body: { name: 'made' } })) as { id: string };
  await ask('GET', `/_apis/operations/${operation.id}`);
  await ask('GET', '/oracle/_apis/git/repositories');
  await ask('GET', '/oracle/_apis/git/repositories/probe');
  const folder = await mkdtemp(join(tmpdir(), 'millrace-api-'));
  execFileSync('git', ['init', '-q', folder]);
  await ask('POST', `/oracle/_apis/git/repositories?${v}`, { body: { name: 'made', remoteUrl: folder } });
  await rm(folder, { recursive: true });
  const configuration = { type: 'yaml', path: '/x.yml', repository: { id: repositoryId, type: 'azureReposGit' } };
  await ask('POST', `/oracle/_apis/pipelines?${v}`, { body: { name: 'made', configuration } });
  await ask('GET', '/oracle/_apis/pipelines');
  await ask('GET', '/oracle/_apis/pipelines/21');
  await ask('POST', `/oracle/_apis/pipelines/21/preview?${v}`, { body: {} });
  await ask('POST', `/oracle/_apis/pipelines/21/runs?${v}`, { body: { previewRun: true } });
  world.pipelines.withContainer = true;
  const { id: projectId, name: projectName } = world.project;
  const pipeline = { id: 7, revision: 2, name: 'upstream', folder: '\\' };
  const commit = { sourceBranch: 'refs/heads/main', sourceCommit: '0'.repeat(40) };
  world.pipelines.taken = { up: { pipeline, projectId, projectName, runId: 3, version: '20260811.1', ...commit } };
  const body = { templateParameters: { a: 'b' }, variables: { x: { value: 'y' }, z: { value: 's', isSecret: true } } };
  const { id } = (await ask('POST', `/oracle/_apis/pipelines/21/runs?${v}`, { body })) as { id: number };
  await walkDefinitions(world, ask);
  const paths = [
    '/oracle/_apis/pipelines/21/runs',
    `/oracle/_apis/pipelines/21/runs/${id}`,
    `/oracle/_apis/pipelines/21/runs/${id}/logs?$expand=signedContent`,
    `/oracle/_apis/pipelines/21/runs/${id}/logs/1?$expand=signedContent`,
    `/oracle/_apis/build/builds/${id}`,
    `/oracle/_apis/build/builds/${id}/logs`,
  ];
  for (const path of paths) await ask('GET', path);
  const link = { name: 'drop', source: 'x', resource: { type: 'filepath', data: '/srv', properties: { a: 'b' } } };
  await ask('POST', `/oracle/_apis/build/builds/${id}/artifacts?${v}`, { body: link });
  await ask('GET', `/oracle/_apis/build/builds/${id}/artifacts`);
  await ask('GET', `/oracle/_apis/pipelines/21/runs/${id}/artifacts?artifactName=drop`);
  await runJob(world, id, ask);
  for (const path of paths) await ask('GET', path);
  const timelineId = (await world.orchestrator.state({ organization, runId: id }))?.queued.timelineId;
  await ask('GET', `/oracle/_apis/build/builds/${id}/timeline/${timelineId}`);
  await ask('PATCH', `/oracle/_apis/build/builds/${id}?${v}`, { body: { status: 'cancelling' } });
  await walkDetails(id, ask);
  await walkCore(world, ask);
  await walkBuilds(id, ask);
  await walkRetries(world, ask);
  await walkRetention(world, ask);
  await walkTokens(ask);
}

async function walkPullRequests(folder: GitFolder, ask: Ask): Promise<void> {
  const v = 'api-version=7.1';
  folder.git('checkout', '-q', '-b', 'topic');
  await folder.commit('topic', { t: 't' });
  const pulls = '/oracle/_apis/git/repositories/probe/pullrequests';
  const body = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 'T', description: 'd' };
  const { pullRequestId: id } = (await ask('POST', `${pulls}?${v}`, { body })) as { pullRequestId: number };
  await ask('GET', pulls);
  await ask('GET', `${pulls}/${id}`);
  await ask('GET', `/oracle/_apis/git/repositories/probe/pullRequests/${id}/commits`);
  await ask('GET', `/oracle/_apis/git/repositories/probe/pullRequests/${id}/iterations`);
  await ask('PATCH', `${pulls}/${id}?${v}`, { body: { status: 'completed' } });
  await ask('GET', '/oracle/_apis/git/pullrequests?searchCriteria.status=all');
  await ask('GET', `/oracle/_apis/git/pullrequests/${id}`);
  await ask('GET', `/oracle/_apis/sourceProviders/TfsGit/pullrequests/${id}`);
}

async function walkTokens(ask: Ask): Promise<void> {
  const v = 'api-version=7.1-preview.1';
  const body = { displayName: 'ci', scope: 'vso.build', validTo: '2026-09-01T00:00:00Z', allOrgs: false };
  const pats = '/_apis/tokens/pats';
  const { patToken } = (await ask('POST', `${pats}?${v}`, { body })) as { patToken: { authorizationId: string } };
  const { authorizationId } = patToken;
  await ask('PUT', `${pats}?${v}`, { body: { authorizationId, displayName: 'other' } });
  await ask('GET', `${pats}?authorizationId=${authorizationId}&${v}`);
  await ask('DELETE', `${pats}?authorizationId=${authorizationId}&${v}`);
}

async function walkBuilds(id: number, ask: Ask): Promise<void> {
  const v = 'api-version=7.1-preview';
  const builds = '/oracle/_apis/build/builds';
  const parameters = '{"x":"y"}';
  await ask('POST', `${builds}?${v}`, { body: { definition: { id: 21 }, sourceBranch: 'main', parameters } });
  await ask('PATCH', `${builds}?${v}`, { body: [{ id, keepForever: true }] });
  await ask('PATCH', `${builds}?${v}`, { body: [{ id, keepForever: false }] });
  await ask('POST', `${builds}/${id}/tags?${v}`, { body: ['a', 'b'] });
  await ask('PUT', `${builds}/${id}/tags/c?${v}`);
  await ask('PATCH', `${builds}/${id}/tags?${v}`, { body: { tagsToAdd: ['d'], tagsToRemove: ['a'] } });
  await ask('DELETE', `${builds}/${id}/tags/b?${v}`);
  await ask('GET', `${builds}/${id}/tags`);
  await ask('GET', `${builds}/${id}/attachments/DistributedTask.Core.Summary`);
  await ask('GET', '/oracle/_apis/build/tags');
  await ask('GET', `${builds}?tagFilters=c,d`);
  await ask('GET', '/oracle/_apis/build/latest/21?api-version=7.1-preview');
  await ask('DELETE', `${builds}/${id}?${v}`);
}

async function walkRetention(world: World, ask: Ask): Promise<void> {
  const v = 'api-version=7.1';
  const { key } = await world.queue();
  const retention = '/oracle/_apis/build/retention';
  await ask('GET', retention);
  await ask('PATCH', `${retention}?${v}`, { body: { runRetention: { value: 40 } } });
  await ask('GET', '/oracle/_apis/build/settings');
  await ask('PATCH', `/oracle/_apis/build/settings?${v}`, { body: { daysToKeepDeletedBuildsBeforeDestroy: 7 } });
  const lease = { ownerId: 'o', runId: key.runId, definitionId: 21, daysValid: 3, protectPipeline: false };
  const made = (await ask('POST', `${retention}/leases?${v}`, { body: [lease] })) as {
    value: readonly { leaseId: number }[];
  };
  const id = made.value[0]?.leaseId;
  await ask('GET', `${retention}/leases/${id}`);
  await ask('GET', `${retention}/leases?leasesToFetch=o|21|${key.runId}`);
  await ask('PATCH', `${retention}/leases/${id}?${v}`, { body: { daysValid: 40_000 } });
  await ask('GET', `/oracle/_apis/build/builds/${key.runId}/leases`);
  await ask('DELETE', `${retention}/leases?ids=${id}&${v}`);
}

async function walkRetries(world: World, ask: Ask): Promise<void> {
  const { key } = await world.queue();
  await world.finish(key, 'failed');
  const build = `/oracle/_apis/build/builds/${key.runId}`;
  await ask('PATCH', `${build}?retry=true&api-version=7.1`, { body: {} });
  await ask('PATCH', `${build}/stages/__default?api-version=7.1`, { body: { state: 'cancel' } });
}

async function walkDefinitions(world: World, ask: Ask): Promise<void> {
  const v = 'api-version=7.1-preview';
  const definitions = '/oracle/_apis/build/definitions';
  const triggers = [
    { triggerType: 'continuousIntegration', settingsSourceType: 2 },
    { triggerType: 'pullRequest', branchFilters: ['+main'], forks: { enabled: true } },
    { triggerType: 'schedule', schedules: [{ daysToBuild: 'all', startHours: 3 }] },
  ];
  const repository = { id: world.repository.id, type: 'tfsgit' };
  const variables = { plain: { value: 'x' }, key: { value: 's', isSecret: true, allowOverride: true } };
  const process = { type: 2, yamlFilename: 'a.yml' };
  const body = { name: 'defined', description: 'd', process, repository, triggers, variables, tags: ['t'] };
  const made = (await ask('POST', `${definitions}?${v}`, { body })) as { id: number };
  await ask('GET', `${definitions}/${made.id}`);
  await ask('PUT', `${definitions}/${made.id}?${v}`, { body: made });
  await ask('GET', `${definitions}/${made.id}/revisions`);
  await ask('GET', `${definitions}?name=DEF*`);
  await ask('DELETE', `${definitions}/${made.id}?${v}`);
  const folders = '/oracle/_apis/build/folders';
  await ask('PUT', `${folders}?path=made&${v}`, { body: { description: 'd' } });
  await ask('POST', `${folders}?path=made&${v}`, { body: { path: 'moved' } });
  await ask('GET', `${folders}/%5Cmoved?${v}`);
  await ask('DELETE', `${folders}?path=moved&${v}`);
  await ask('GET', '/oracle/_apis/distributedtask/queues');
  await ask('GET', '/oracle/_apis/distributedtask/queues/1');
}

async function runJob(world: World, runId: number, ask: Ask): Promise<void> {
  const v = 'api-version=7.1';
  const pool = '/_apis/distributedtask/pools/1';
  await ask('GET', '/_apis/distributedtask/pools');
  await ask('GET', pool);
  const body = { name: 'a', version: '4.0.0', systemCapabilities: { x: 'y' } };
  const { id } = (await ask('POST', `${pool}/agents?${v}`, { body })) as { id: number };
  await ask('PUT', `${pool}/agents/${id}?${v}`, { body });
  await ask('GET', `${pool}/agents?includeCapabilities=true`);
  const owner = { ownerName: 'o', agent: { name: 'a' } };
  const session = (await world.call('POST', `${pool}/sessions?${v}`, { body: owner })).json<TaskAgentSession>();
  const answer = await world.call('GET', `${pool}/messages?sessionId=${session.sessionId}`);
  const job = JSON.parse(answer.json<TaskAgentMessage>().body) as AgentJobRequest;
  const plan = `/${job.plan.scopeIdentifier}/_apis/distributedtask/hubs/build/plans/${job.plan.planId}`;
  const own = job.variables['system.accessToken']?.value ?? '';
  await ask('POST', `${plan}/jobs/${job.jobId}/oidctoken?${v}`, { body: {}, authorization: basic(own) });
  await ask('POST', `${plan}/logs?${v}`, { body: { path: 'x' } });
  const headers = { 'content-type': 'application/octet-stream' };
  await ask('POST', `${plan}/logs/2?${v}`, { body: Buffer.from('x\n'), headers });
  const issue = { type: 'warning', category: 'General', message: 'm', data: { a: 'b' } };
  const change = {
    id: job.jobId,
    state: 'inProgress',
    startTime: '2026-08-12T08:26:46Z',
    log: { id: 2 },
    issues: [issue],
  };
  await ask('PATCH', `${plan}/timelines/${job.timeline.id}/records?${v}`, { body: { value: [change] } });
  await ask('GET', `/oracle/_apis/build/builds/${runId}`);
  const event = { name: 'JobCompleted', jobId: job.jobId, requestId: job.requestId, result: 'succeededWithIssues' };
  await ask('POST', `${plan}/events?${v}`, { body: event });
}

/** Described answers that are not checked, and why. */
const unchecked: Readonly<Record<string, string>> = {
  'GET /{organization}/{project}/_apis/build/builds/{buildId}/logs/{logId}': 'Its answer is text.',
  'GET /{organization}/_apis/distributedtask/pools/{poolId}/agents/{agentId}':
    'Described as the boolean that a variant of the route answers; clients read an agent.',
  ...uncheckedResources,
  ...uncheckedDetails,
  ...uncheckedCore,
  ...uncheckedGit,
  'GET /{organization}/{project}/_apis/build/builds/{buildId}/{timelineId}/{recordId}/attachments/{type}/{name}':
    'Its answer is bytes.',
};

/** The documents' names for the routes that are served. */
async function describedRoutes(world: World, documents: VendorDocuments): Promise<Set<string>> {
  const { paths } = (await world.call('GET', '//openapi.json')).json<{
    paths: Record<string, Record<string, unknown>>;
  }>();
  const served = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map(verb => documents.find(verb, path.replace(/\{\w+\}/g, '1'))?.operation),
  );
  return new Set(served.filter(operation => operation !== undefined));
}

describe("answers fit the vendor's OpenAPI documents", { skip: withoutDocuments }, () => {
  test('every answer that a document describes', async () => {
    await withGit(async (world, folder) => {
      await folder.commit('first', { 'ci/azure-pipelines.yml': 'steps: []\n' });
      const documents = new VendorDocuments(relaxations);
      const checked = new Set<string>();
      const differing = new Set<string>();
      const ask: Ask = async (verb, path, asked) => {
        const answer = await world.call(verb, path, asked);
        assert.ok(answer.statusCode < 300, `${verb} ${path}: ${answer.body}`);
        const [route = ''] = path.split('?', 1);
        const found = documents.find(verb, `/${organization}${route}`);
        assert.ok(found, `No document knows ${verb} ${route}.`);
        checked.add(found.operation);
        const wrong = found.wrongIn(path, asked?.body);
        for (const each of wrong) differing.add(`${found.operation}: ${each}`);
        if (found.validate === undefined || answer.body === '') return undefined;
        const fits = found.validate(answer.json());
        assert.ok(fits, `${verb} ${route}: ${JSON.stringify(found.validate.errors, null, 1)}`);
        return answer.json();
      };
      await walk(world, ask);
      await walkPullRequests(folder, ask);
      await walkResources(world, ask);
      await walkHooks(world, ask);
      await walkGit(folder, ask);
      const pullRequestId = await walkReviews(world, folder, ask);
      await walkPolicies(world, pullRequestId, ask);
      await walkRepositoryChanges(ask);
      assert.deepEqual([...differing].sort(), Object.keys(differingRequests).sort());
      const left = (await describedRoutes(world, documents)).difference(checked);
      assert.deepEqual([...left].sort(), Object.keys(unchecked).sort());
    });
  });

  test('an answer that does not fit is seen', () => {
    const run = new VendorDocuments(relaxations).find('GET', '/o/p/_apis/pipelines/1/runs/2');
    for (const wrong of [
      { id: 'x' },
      { state: 'running' },
      { colour: 'red' },
      { pipeline: { id: 1, colour: 'red' } },
    ]) {
      assert.equal(run?.validate?.(wrong), false, JSON.stringify(wrong));
    }
  });
});
