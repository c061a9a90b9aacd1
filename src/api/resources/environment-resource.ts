import type { DeploymentRecord } from '../../resources/deployment-records.ts';
import type { Environment, EnvironmentResource } from '../../resources/environment.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import type {
  KubernetesResource,
  VirtualMachineResource,
  DeploymentRecord as WireDeployment,
  Environment as WireEnvironment,
} from '../../wire/environments.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

/** An environment, with its resources where the request asks for them. */
export function environmentResource(
  base: string,
  project: Project,
  environment: Environment,
  withResources: boolean,
): WireEnvironment {
  const { id, name, description, resources } = environment;
  return {
    id,
    name,
    description,
    ...authorship(base, environment),
    project: { id: project.id, name: project.name },
    resources: withResources
      ? resources.map(each => ({ id: each.id, name: each.name, type: each.type, tags: [...each.tags] }))
      : [],
  };
}

/** A namespace of a cluster; `undefined` for a resource of another type. */
export function kubernetesResource(
  base: string,
  environment: Environment,
  resource: EnvironmentResource,
): KubernetesResource | undefined {
  if (resource.type !== 'kubernetes') return undefined;
  const { namespace, clusterName, endpointId } = resource;
  const serviceEndpointId = endpointId === '' ? '00000000-0000-0000-0000-000000000000' : endpointId;
  return { ...common(base, environment, resource), namespace, clusterName, serviceEndpointId };
}

/** A machine; `undefined` for a resource of another type. */
export function virtualMachineResource(
  base: string,
  environment: Environment,
  resource: EnvironmentResource,
): VirtualMachineResource | undefined {
  if (resource.type !== 'virtualMachine') return undefined;
  return { ...common(base, environment, resource), agent: { ...resource.agent } };
}

/** Names the service of the service that runs builds, as its own records do. */
const buildServiceOwner = '00025394-6065-48ca-87d9-7f5672854ef7';

/** A deployment; what has not happened yet is left out. */
export function deploymentResource(base: string, deployment: DeploymentRecord): WireDeployment {
  const { projectId, stage, job, pipeline, run, startedAt, finishedAt, result, resourceId } = deployment;
  const project = `${base}/${projectId}`;
  return {
    id: deployment.id,
    requestIdentifier: `${stage.name}.${job.name}.__default`,
    environmentId: deployment.environmentId,
    serviceOwner: buildServiceOwner,
    scopeId: projectId,
    ...(resourceId === undefined ? {} : { resourceId }),
    planType: 'Build',
    planId: deployment.planId,
    stageName: stage.name,
    jobName: job.name,
    stageAttempt: stage.attempt,
    jobAttempt: job.attempt,
    definition: {
      _links: {
        web: { href: `${project}/_build/definition?definitionId=${pipeline.id}` },
        self: { href: `${project}/_apis/build/Definitions/${pipeline.id}` },
      },
      ...pipeline,
    },
    owner: {
      _links: {
        web: { href: `${project}/_build/results?buildId=${run.id}` },
        self: { href: `${project}/_apis/build/Builds/${run.id}` },
      },
      ...run,
    },
    ...(result === undefined ? {} : { result }),
    queueTime: dateText(deployment.queuedAt),
    ...(startedAt === undefined ? {} : { startTime: dateText(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishTime: dateText(finishedAt) }),
  };
}

function common(base: string, environment: Environment, resource: EnvironmentResource) {
  const { id, name, type, tags } = resource;
  const environmentReference = { id: environment.id, name: environment.name };
  return { id, name, type, tags: [...tags], environmentReference, ...authorship(base, resource) };
}

function authorship(base: string, of: Environment | EnvironmentResource) {
  return {
    createdBy: identityReference(base, of.createdBy),
    createdOn: dateText(of.createdAt),
    lastModifiedBy: identityReference(base, of.modifiedBy),
    lastModifiedOn: dateText(of.modifiedAt),
  };
}
