import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { checksOn } from '../../resources/checks-on.ts';
import { CheckSuite, CheckSuiteRequest, SuiteExpand } from '../../wire/check-suites.ts';
import { Guid } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { checkSuiteResource } from '../resources/check-suite-resource.ts';
import { namedResource } from '../resources/named-resource.ts';
import type { Services } from '../services.ts';

const suites = `${projectPath}/pipelines/checks/runs`;
const querystring = Type.Object({ $expand: Type.Optional(SuiteExpand) });

/** Checks as they are evaluated: for whoever asks, and those of the stages of runs by the ids of their checkpoints. */
export function checkSuiteRoutes(api: Api, services: Services): void {
  evaluateChecks(api, services);
  getSuite(api, services);
}

function evaluateChecks(api: Api, services: Services): void {
  api.post(
    suites,
    {
      config: { operation: 'checkSuites.evaluate' },
      schema: {
        params: Type.Object(projectParams),
        querystring,
        body: CheckSuiteRequest,
        response: { 200: CheckSuite },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { id = randomUUID(), resources, context } = request.body;
      const named = await Promise.all(
        resources.map(async each => ({ ...(await namedResource(services, project.id, each)), name: each.name ?? '' })),
      );
      const suite = await services.checkSuites.evaluate({
        id: id.toLowerCase(),
        projectId: project.id,
        checks: await checksOn(services.resources.checks, project.id, named),
        branches: [branchOf(context)],
        context,
      });
      const withResources = request.query.$expand === 'resources';
      return checkSuiteResource({ base: request.base, projectId: project.id, withResources }, suite);
    },
  );
}

function getSuite(api: Api, services: Services): void {
  api.get(
    `${suites}/:checkSuiteId`,
    {
      config: { operation: 'checkSuites.get' },
      schema: {
        params: Type.Object({ ...projectParams, checkSuiteId: Guid }),
        querystring,
        response: { 200: CheckSuite },
      },
    },
    async request => {
      const { organization, checkSuites, orchestrator } = services;
      const project = await projectOf(services, request.params);
      const id = request.params.checkSuiteId.toLowerCase();
      const suite =
        (await checkSuites.get(project.id, id)) ?? (await orchestrator.stageChecks(organization, project.id, id));
      if (suite === undefined) throw serviceError('checkMissing', `Check suite with ID ${id} could not be found.`);
      const withResources = request.query.$expand === 'resources';
      return checkSuiteResource({ base: request.base, projectId: project.id, withResources }, suite);
    },
  );
}

// Nothing is known of a branch that nobody names: only a check that allows every branch lets it pass.
function branchOf(context: CheckSuiteRequest['context'] = {}): string {
  const found = Object.entries(context).find(([name]) => /^(build\.)?sourceBranch$/i.test(name));
  return typeof found?.[1] === 'string' ? found[1] : '';
}
