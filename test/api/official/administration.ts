import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { DefinitionTriggerType } from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import { Operation as JsonPatchOperation } from 'azure-devops-node-api/interfaces/common/VSSInterfaces.js';
import type { Scenario } from './place.ts';

const added = [{ op: JsonPatchOperation.Add, path: '/color', value: 'blue' }];

/** What organizations, projects and pipelines are looked after with: `CoreApi`, `LocationsApi`, and the rest of `BuildApi` and `TaskAgentApi`. */
export const administrationScenarios: Readonly<Record<string, Scenario>> = {
  'projects are changed, given properties and deleted': async ({ clients: { CoreApi: api } }) => {
    const { id = '' } = await api.queueCreateProject({ name: 'made' });
    await api.updateProject({ description: 'd' }, id);
    assert.equal((await api.getProject('made')).description, 'd');
    await api.setProjectProperties({}, id, added as never);
    assert.deepEqual(await api.getProjectProperties(id, ['color']), [{ name: 'color', value: 'blue' }]);
    await api.queueDeleteProject(id);
    assert.equal(await api.getProject(id), null);
  },

  'a project has one team and one process, an organization one collection': async ({ clients: { CoreApi: api } }) => {
    const [team] = await api.getTeams('oracle');
    assert.equal(team?.name, 'oracle Team');
    const id = team?.id ?? '';
    assert.equal((await api.getTeam('oracle', id)).id, id);
    assert.equal((await api.getAllTeams()).length, 1);
    assert.equal((await api.getProjectTeamsByCategory('oracle')).myTeams?.[0]?.id, id);
    const [member] = await api.getTeamMembersWithExtendedProperties('oracle', id);
    assert.equal(member?.identity?.displayName, 'Some One');
    const [process] = await api.getProcesses();
    assert.equal((await api.getProcessById(process?.id ?? '')).name, 'Basic');
    const [collection] = await api.getProjectCollections();
    assert.equal((await api.getProjectCollection(collection?.id ?? '')).name, 'fabrikam');
  },

  'areas and services are looked up one by one': async ({ clients: { LocationsApi: api } }) => {
    const build = '965220d5-5bb9-42cf-8d67-9b146df2a5a4';
    assert.equal((await api.getResourceArea(build)).name, 'Build');
    assert.equal((await api.getServiceDefinition('LocationService2', build)).displayName, 'Build');
    assert.ok((await api.getServiceDefinitions('LocationService2')).length > 1);
  },

  'the registered repositories are a source provider': async ({ folder, clients: { BuildApi: api, GitApi } }) => {
    const [provider] = await api.listSourceProviders('oracle');
    const name = provider?.name ?? '';
    assert.equal((await api.listRepositories('oracle', name)).repositories?.[0]?.name, 'probe');
    assert.deepEqual(await api.listBranches('oracle', name, undefined, 'probe'), ['refs/heads/main']);
    const [ci] = await api.getPathContents('oracle', name, undefined, 'probe', 'main', '/');
    assert.equal(ci?.path, '/ci');
    const file = await api.getFileContents('oracle', name, undefined, 'probe', 'main', 'ci/azure-pipelines.yml');
    assert.equal(await text(file), 'steps: []\n');
    await api.restoreWebhooks([DefinitionTriggerType.ContinuousIntegration], 'oracle', name, undefined, 'probe');
    assert.deepEqual(await api.listWebhooks('oracle', name, undefined, 'probe'), []);
    folder.git('checkout', '-q', '-b', 'change');
    await folder.commit('second', { 'a.txt': 'a\n' });
    const wanted = { sourceRefName: 'refs/heads/change', targetRefName: 'refs/heads/main', title: 'Change' };
    const { pullRequestId } = await GitApi.createPullRequest(wanted, 'probe', 'oracle');
    assert.equal((await api.getPullRequest('oracle', name, `${pullRequestId}`)).title, 'Change');
  },

  'a definition is given resources and properties, deleted and restored': async ({ clients: { BuildApi: api } }) => {
    const given = [{ type: 'queue', id: '1', authorized: true }];
    await api.authorizeDefinitionResources(given, 'oracle', 21);
    assert.equal((await api.getDefinitionResources('oracle', 21))[0]?.type, 'queue');
    await api.updateDefinitionProperties({}, added as never, 'oracle', 21);
    assert.ok(await api.getDefinitionProperties('oracle', 21));
    await api.deleteDefinition('oracle', 21);
    assert.equal((await api.restoreDefinition('oracle', 21, false)).name, 'dependencies');
  },

  'templates of definitions are saved': async ({ clients: { BuildApi: api } }) => {
    await api.saveTemplate({ id: 't', name: 'T', template: { name: 'x' } }, 'oracle', 't');
    assert.equal((await api.getTemplate('oracle', 't')).name, 'T');
    assert.equal((await api.getTemplates('oracle')).length, 1);
    await api.deleteTemplate('oracle', 't');
  },

  'builds are changed together and counted': async ({ world, clients: { BuildApi: api } }) => {
    const { key } = await world.queue();
    const [updated] = await api.updateBuilds([{ id: key.runId, keepForever: true }], 'oracle');
    assert.equal(updated?.keepForever, true);
    await world.finish(key, 'succeeded');
    assert.ok((await api.getProjectMetrics('oracle', 'Daily')).length > 2);
    assert.match(await api.getBuildBadgeData('oracle', 'tfsgit', 'probe'), /succeeded/);
    assert.deepEqual((await api.getRetentionHistory()).buildRetentionSamples, []);
  },

  'what a caller may do with a pool, and the language for editors': async ({ clients: { TaskAgentApi: api } }) => {
    assert.equal(await api.hasPoolPermissions(1, 2), true);
    assert.equal((await api.getYamlSchema()).title, 'Azure Pipelines');
  },
};
