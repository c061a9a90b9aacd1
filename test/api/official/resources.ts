import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { EnvironmentExpands } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js';
import { deploymentTo } from '../support/walk-resources.ts';
import type { Place, Scenario } from './place.ts';

/** The part of `TaskAgentApi` about what pipelines use, and `ServiceEndpointApi`. */
export const resourceScenarios: Readonly<Record<string, Scenario>> = {
  'variable groups are made, found, changed, shared and deleted': async ({ world, clients: { TaskAgentApi: api } }) => {
    const reference = { projectReference: { id: world.project.id }, name: 'g' };
    const variables = { plain: { value: 'x' }, key: { value: 's', isSecret: true } };
    const body = { name: 'g', type: 'Vsts', variables, variableGroupProjectReferences: [reference] };
    const { id = 0 } = await api.addVariableGroup(body);
    const { plain, key } = (await api.getVariableGroup('oracle', id)).variables ?? {};
    assert.deepEqual([plain?.value, key?.value ?? null], ['x', null]);
    assert.equal((await api.getVariableGroups('oracle', 'g'))[0]?.id, id);
    assert.equal((await api.getVariableGroupsById('oracle', [id]))[0]?.id, id);
    assert.equal((await api.updateVariableGroup({ ...body, description: 'd' }, id)).description, 'd');
    await api.shareVariableGroup([reference], id);
    await api.deleteVariableGroup(id, [world.project.id]);
    assert.equal(await api.getVariableGroup('oracle', id), null);
  },

  'secure files are uploaded, found, changed, read and deleted': async ({ clients: { TaskAgentApi: api } }) => {
    const content = Readable.from([Buffer.from('hidden')]);
    const headers = { 'Content-Length': 6 };
    const { id = '' } = await api.uploadSecureFile(headers, content, 'oracle', 'key.pem', true);
    assert.equal((await api.getSecureFiles('oracle', '*.pem'))[0]?.id, id);
    assert.equal((await api.getSecureFilesByIds('oracle', [id]))[0]?.name, 'key.pem');
    assert.equal((await api.getSecureFilesByNames('oracle', ['key.pem']))[0]?.id, id);
    const { ticket = '' } = await api.getSecureFile('oracle', id, true);
    assert.equal(await text(await api.downloadSecureFile('oracle', id, ticket)), 'hidden');
    assert.equal((await api.updateSecureFile({ id, name: 'new.pem' }, 'oracle', id)).name, 'new.pem');
    const [changed] = await api.updateSecureFiles([{ id, properties: { use: 'x' } }], 'oracle');
    assert.deepEqual(changed?.properties, { use: 'x' });
    await api.deleteSecureFile('oracle', id);
    assert.equal(await api.getSecureFile('oracle', id), null);
  },

  'environments are made, found, changed and deleted': async ({ world, clients: { TaskAgentApi: api } }) => {
    const { id = 0 } = await api.addEnvironment({ name: 'production', description: 'd' }, 'oracle');
    assert.equal((await api.getEnvironments('oracle', 'production'))[0]?.id, id);
    assert.equal((await api.updateEnvironment({ description: 'e' }, 'oracle', id)).description, 'e');
    const cluster = { name: 'web', namespace: 'web', clusterName: 'c' };
    const { id: resourceId = 0 } = await api.addKubernetesResource(cluster, 'oracle', id);
    assert.equal((await api.getKubernetesResource('oracle', id, resourceId)).namespace, 'web');
    const whole = await api.getEnvironmentById('oracle', id, EnvironmentExpands.ResourceReferences);
    assert.equal(whole.resources?.length, 1);
    await world.services.resources.deployments.record(deploymentTo(world, id));
    const [record] = await api.getEnvironmentDeploymentExecutionRecords('oracle', id);
    assert.equal(record?.stageName, 'Deploy');
    await api.deleteKubernetesResource('oracle', id, resourceId);
    await api.deleteEnvironment('oracle', id);
    assert.equal(await api.getEnvironmentById('oracle', id), null);
  },

  'service connections are made, found, changed and deleted': async place => {
    const { ServiceEndpointApi: api } = place.clients;
    const body = connection(place);
    const { id = '' } = await api.createServiceEndpoint(body);
    assert.equal((await api.getServiceEndpointDetails('oracle', id)).name, 'c');
    assert.equal((await api.getServiceEndpoints('oracle', 'generic'))[0]?.id, id);
    assert.equal((await api.getServiceEndpointsByNames('oracle', ['c']))[0]?.id, id);
    assert.equal((await api.updateServiceEndpoint({ ...body, id, description: 'd' }, id)).description, 'd');
    assert.equal((await api.updateServiceEndpoints([{ ...body, id }]))[0]?.id, id);
    await api.shareServiceEndpoint(body.serviceEndpointProjectReferences, id);
    assert.ok((await api.getServiceEndpointTypes('generic')).length > 0);
    assert.deepEqual(await api.getServiceEndpointExecutionRecords('oracle', id), []);
    const { port } = await place.world.server.listenInside();
    const asked = { dataSourceDetails: { dataSourceName: 'TestConnection' } };
    await api.updateServiceEndpoint({ ...body, id, url: `http://127.0.0.1:${port}/health` }, id);
    place.world.reach.allowPrivateAddresses = true;
    const result = await api.executeServiceEndpointRequest(asked as never, 'oracle', id);
    assert.equal(result.statusCode, 'ok');
    const binding = { endpointId: id, dataSourceName: 'TestConnection', resultSelector: '$.status' };
    assert.equal((await api.queryServiceEndpoint(binding as never, 'oracle')).length, 1);
    await api.deleteServiceEndpoint(id, [place.world.project.id]);
    assert.equal(await api.getServiceEndpointDetails('oracle', id), null);
  },
};

function connection({ world }: Place) {
  const authorization = { scheme: 'UsernamePassword', parameters: { username: 'u', password: 'p' } };
  const references = [{ projectReference: { id: world.project.id }, name: 'c' }];
  const url = 'https://example.com';
  return { name: 'c', type: 'generic', url, authorization, serviceEndpointProjectReferences: references };
}
