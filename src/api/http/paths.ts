import { Type } from 'typebox';
import { Guid, Id32 } from '../../wire/json-schema.ts';

/** The beginnings of routes, and the schemas of what stands in them. Static parts match in any case. */
export const organizationPath = '/:organization/_apis';
export const projectPath = '/:organization/:project/_apis';

export const organizationParams = { organization: Type.String() };
export const projectParams = { ...organizationParams, project: Type.String() };
export const pipelineParams = { ...projectParams, pipelineId: Id32 };
export const runParams = { ...pipelineParams, runId: Id32 };

/** For resources that are found without their project too: clients leave a segment out when they have no value for it. */
export const ungroupedParams = { ...organizationParams, project: Type.Optional(Type.String()) };
export const buildParams = { ...ungroupedParams, buildId: Id32 };

export const poolPath = `${organizationPath}/distributedtask/pools/:poolId`;
export const poolParams = { ...organizationParams, poolId: Id32 };
export const agentPath = `${poolPath}/agents/:agentId`;
export const agentParams = { ...poolParams, agentId: Id32 };

/** Environments are served by two areas, with the same answers. */
export const environmentPaths = [
  `${projectPath}/distributedtask/environments`,
  `${projectPath}/pipelines/environments`,
];
export const environmentParams = { ...projectParams, environmentId: Id32 };

/** Tests are served by two areas, with the same answers: publishers ask the second host of the service for the other. */
export const testPaths = [`${projectPath}/test`, `${projectPath}/testresults`];
export const testRunParams = { ...projectParams, testRunId: Id32 };

// The hub is always `build`: only pipelines have plans here.
export const planPath = '/:organization/:scopeIdentifier/_apis/distributedtask/hubs/build/plans/:planId';
export const planParams = { ...organizationParams, scopeIdentifier: Guid, planId: Guid };
