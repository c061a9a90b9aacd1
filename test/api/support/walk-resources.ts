import { guidFromName } from '../../../src/base/id.ts';
import type { Deployment } from '../../../src/resources/deployment-records.ts';
import type { Relaxation } from './vendor-documents.ts';
import { type Asked, someone, type World } from './world.ts';

export type Ask = (verb: string, path: string, asked?: Asked) => Promise<unknown>;

const nullableText = { type: ['string', 'null'] };

/** Where the service's answers about resources differ from its documents, and ours follow the answers. */
export const resourceRelaxations: readonly Relaxation[] = [
  {
    definition: 'VariableValue',
    members: { value: nullableText },
    why: 'The recorded answers have null for the value of a secret.',
  },
  {
    definition: 'EndpointAuthorization',
    members: { parameters: { type: 'object', additionalProperties: nullableText } },
    why: 'The recorded answers have null for confidential parameters.',
  },
  {
    definition: 'CheckConfiguration',
    members: { settings: { type: 'object' }, _links: { type: 'object' } },
    why: 'The documents describe the settings with the kinds of check, and ReferenceLinks as the class is written.',
  },
  {
    definition: 'Approval',
    members: { _links: { type: 'object' }, pipeline: { type: 'object' } },
    why: 'Clients read whose stage waits; the documents leave it out, and describe ReferenceLinks as the class is written.',
  },
  ...['TaskOrchestrationOwner', 'ServiceEndpointExecutionOwner', 'CheckSuite'].map(definition => ({
    definition,
    members: { _links: { type: 'object' } },
    why: 'The documents describe ReferenceLinks as the class is written; the wire has a map of names to hrefs.',
  })),
];

/** Described answers about resources that are not checked, and why. */
export const uncheckedResources: Readonly<Record<string, string>> = {
  'POST /{organization}/{project}/_apis/serviceendpoint/endpoints':
    'Described as another operation at the same path; older clients add an endpoint there.',
};

const v = 'api-version=7.1';
const preview = 'api-version=7.1-preview.1';

/** Asks for everything that is served of protected resources. */
export async function walkResources(world: World, ask: Ask): Promise<void> {
  await walkVariableGroups(world, ask);
  await walkEndpoints(world, ask);
  await walkEnvironments(world, ask);
  await walkPermissions(ask);
  await walkChecks(ask);
  await walkApprovals(world, ask);
}

async function walkVariableGroups({ project }: World, ask: Ask): Promise<void> {
  const variables = { plain: { value: 'x', isReadOnly: true }, password: { value: 'y', isSecret: true } };
  const references = [{ projectReference: { id: project.id }, name: 'shared' }];
  const shared = '/_apis/distributedtask/variablegroups';
  const body = { name: 'shared', type: 'Vsts', variables, variableGroupProjectReferences: references };
  const { id } = (await ask('POST', `${shared}?${v}`, { body })) as { id: number };
  await ask('PUT', `${shared}/${id}?${v}`, { body });
  await ask('PATCH', `${shared}?variableGroupId=${id}&${v}`, { body: references });
  await ask('GET', `/oracle${shared}`);
  await ask('GET', `/oracle${shared}/${id}`);
  await ask('DELETE', `${shared}/${id}?projectIds=${project.id}&${v}`);
}

async function walkEndpoints(world: World, ask: Ask): Promise<void> {
  const { project, services } = world;
  const { resources } = services;
  const endpoints = '/_apis/serviceendpoint/endpoints';
  const authorization = { scheme: 'UsernamePassword', parameters: { username: 'u', password: 'p' } };
  const references = [{ projectReference: { id: project.id }, name: 'connection' }];
  world.reach.allowPrivateAddresses = true;
  const url = `http://127.0.0.1:${(await world.server.listenInside()).port}/health`;
  const body = {
    name: 'connection',
    type: 'generic',
    url,
    authorization,
    serviceEndpointProjectReferences: references,
  };
  const { id } = (await ask('POST', `${endpoints}?${v}`, { body })) as { id: string };
  await ask('PUT', `${endpoints}/${id}?${v}`, { body });
  await ask('PUT', `${endpoints}?${v}`, { body: [{ ...body, id }] });
  await ask('PATCH', `${endpoints}/${id}?${v}`, { body: references });
  await ask('GET', `/oracle${endpoints}`);
  await ask('GET', `/oracle${endpoints}/${id}`);
  await ask('GET', '/_apis/serviceendpoint/types');
  const proxy = '/oracle/_apis/serviceendpoint/endpointproxy';
  await ask('POST', `${proxy}?${v}`, { body: { endpointId: id, dataSourceName: 'TestConnection' } });
  const use = { endpointId: id, projectId: project.id, jobId: id, pipeline: { id: 1, name: 'p' } };
  await resources.endpointUses.record({ ...use, run: { id: 1, name: '1' } });
  await ask('GET', `/oracle/_apis/serviceendpoint/${id}/executionhistory?top=1`);
  await ask('DELETE', `${endpoints}/${id}?projectIds=${project.id}&${v}`);
}

async function walkEnvironments(world: World, ask: Ask): Promise<void> {
  for (const area of ['distributedtask', 'pipelines']) {
    const environments = `/oracle/_apis/${area}/environments`;
    const { id } = (await ask('POST', `${environments}?${v}`, { body: { name: 'production' } })) as { id: number };
    const one = `${environments}/${id}`;
    await ask('PATCH', `${one}?${v}`, { body: { description: 'd' } });
    const namespace = { name: 'web', namespace: 'web', clusterName: 'c', tags: ['a'] };
    const { id: inCluster } = (await ask('POST', `${one}/providers/kubernetes?${v}`, { body: namespace })) as {
      id: number;
    };
    await ask('GET', `${one}/providers/kubernetes/${inCluster}`);
    await world.services.resources.deployments.record(deploymentTo(world, id));
    await ask('GET', environments);
    await ask('GET', `${one}?expands=resourceReferences`);
    await ask('GET', `${one}/environmentdeploymentrecords`);
    await ask('DELETE', `${one}/providers/kubernetes/${inCluster}?${v}`);
    if (area === 'pipelines') await walkMachines(`${one}/providers/virtualmachines`, ask);
    await ask('DELETE', `${one}?${v}`);
  }
}

async function walkMachines(machines: string, ask: Ask): Promise<void> {
  const body = { virtualMachineResource: { name: 'vm', agent: { id: 3, name: 'a' } } };
  const { id } = (await ask('POST', `${machines}?${v}`, { body })) as { id: number };
  await ask('GET', machines);
  await ask('DELETE', `${machines}/${id}?${v}`);
}

async function walkApprovals({ project, repository }: World, ask: Ask): Promise<void> {
  const approvals = '/oracle/_apis/pipelines/approvals';
  const resource = { type: 'repository', id: `${project.id}.${repository.id}` };
  const settings = { approvers: [{ id: someone.id }], instructions: 'i' };
  const body = { type: { name: 'Approval' }, settings, resource };
  await ask('POST', `/oracle/_apis/pipelines/checks/configurations?${preview}`, { body });
  await ask('POST', `/oracle/_apis/pipelines/21/runs?${v}`, { body: {} });
  const { value } = (await ask('GET', `${approvals}?$expand=steps`)) as { value: readonly { id: string }[] };
  const id = value[0]?.id ?? '';
  await ask('GET', `${approvals}/${id}`);
  await ask('PATCH', `${approvals}?${v}`, { body: [{ approvalId: id, status: 'approved' }] });
}

/** A deployment that is over. */
export function deploymentTo({ project, clock }: World, environmentId: number, run = 1): Deployment {
  return {
    jobId: guidFromName('job', `${run}`),
    projectId: project.id,
    environmentId,
    planId: guidFromName('plan', `${run}`),
    stage: { name: 'Deploy', attempt: 1 },
    job: { name: 'web', attempt: 1 },
    pipeline: { id: 21, name: 'dependencies' },
    run: { id: run, name: `20260812.${run}` },
    queuedAt: clock.now(),
    startedAt: clock.now() + 1,
    finishedAt: clock.now() + 2,
    result: 'succeeded',
  };
}

async function walkPermissions(ask: Ask): Promise<void> {
  const permissions = '/oracle/_apis/pipelines/pipelinepermissions';
  const body = { pipelines: [{ id: 21, authorized: true }], allPipelines: { authorized: true } };
  await ask('GET', `${permissions}/queue/1`);
  await ask('PATCH', `${permissions}/queue/1?${preview}`, { body });
  await ask('PATCH', `${permissions}?${preview}`, { body: [{ ...body, resource: { type: 'queue', id: '1' } }] });
  const older = '/oracle/_apis/build/authorizedresources';
  await ask('GET', `${older}?type=queue&id=1`);
  await ask('PATCH', `${older}?${preview}`, { body: [{ type: 'queue', id: '1', authorized: true }] });
}

async function walkChecks(ask: Ask): Promise<void> {
  const checks = '/oracle/_apis/pipelines/checks';
  const resource = { type: 'queue', id: '1', name: 'Default' };
  const body = { type: { name: 'ExclusiveLock' }, settings: {}, resource };
  const { id } = (await ask('POST', `${checks}/configurations?${preview}`, { body })) as { id: number };
  await ask('PATCH', `${checks}/configurations/${id}?${preview}`, { body: { isDisabled: true } });
  await ask('GET', `${checks}/configurations`);
  await ask('GET', `${checks}/configurations/${id}?$expand=settings`);
  await ask('POST', `${checks}/queryconfigurations?${preview}`, { body: [resource] });
  await ask('PATCH', `${checks}/configurations/${id}?${preview}`, { body: { isDisabled: false } });
  const suite = (await ask('POST', `${checks}/runs?${preview}`, { body: { resources: [resource] } })) as { id: string };
  await ask('GET', `${checks}/runs/${suite.id}?$expand=resources`);
  await ask('DELETE', `${checks}/configurations/${id}?${preview}`);
}
