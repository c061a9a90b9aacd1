import { Type } from 'typebox';
import type { Identity } from '../../run/events.ts';
import type { PolicyEvaluation } from '../../run/policy-evaluations.ts';
import { PolicyRefusal } from '../../run/policy-refusal.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import { mergeRef, type PullRequest } from '../../run/pull-request.ts';
import { Collection, Guid } from '../../wire/json-schema.ts';
import { PolicyEvaluation as WireEvaluation } from '../../wire/policies.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { pipelineOf, projectOf, pullRequestPlaceOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { evaluationOf, evaluationResource } from '../resources/policy-resource.ts';
import type { RunParameters, Services } from '../services.ts';

const evaluations = `${projectPath}/policy/evaluations`;
const evaluationParams = Type.Object({ ...projectParams, evaluationId: Guid });
const count = Type.Optional(Type.Integer({ minimum: 0 }));

/** How pull requests stand to policies. */
export function policyEvaluationRoutes(api: Api, services: Services): void {
  listEvaluations(api, services);
  getEvaluation(api, services);
  requeueEvaluation(api, services);
}

function listEvaluations(api: Api, services: Services): void {
  const querystring = Type.Object({
    artifactId: Type.String(),
    includeNotApplicable: Type.Optional(Type.Boolean()),
    $top: count,
    $skip: count,
  });
  const schema = { params: Type.Object(projectParams), querystring, response: { 200: Collection(WireEvaluation) } };
  api.get(evaluations, { config: { operation: 'policyEvaluations.list' }, schema }, async request => {
    const { project } = request.params;
    const { artifactId, $top = 1000, $skip = 0 } = request.query;
    // Clients that encode it twice write %2f for its slashes.
    const named = artifactId.replaceAll(/%2f/gi, '/').replaceAll(/%3a/gi, ':');
    const [, id] = /^vstfs:\/\/\/CodeReview\/CodeReviewId\/[^/]+\/(\d{1,9})$/i.exec(named) ?? [];
    if (id === undefined)
      throw serviceError(
        'argument',
        `'${artifactId}' does not name a pull request: vstfs:///CodeReview/CodeReviewId/PROJECT/ID.`,
      );
    const at = await pullRequestPlaceOf(services, { project, pullRequestId: Number(id) });
    const found = await services.evaluations.of(at.repository, at.pullRequest);
    const shown = { base: request.base, projectId: at.project.id };
    const value = found.slice($skip, $skip + $top).map(each => evaluationResource(shown, at.pullRequest.id, each));
    return { count: value.length, value };
  });
}

function getEvaluation(api: Api, services: Services): void {
  const schema = { params: evaluationParams, response: { 200: WireEvaluation } };
  api.get(`${evaluations}/:evaluationId`, { config: { operation: 'policyEvaluations.get' }, schema }, async request => {
    const { project, pullRequest, evaluation } = await evaluationAt(services, request.params);
    return evaluationResource({ base: request.base, projectId: project.id }, pullRequest.id, evaluation);
  });
}

function requeueEvaluation(api: Api, services: Services): void {
  const schema = { params: evaluationParams, response: { 200: WireEvaluation } };
  api.patch(
    `${evaluations}/:evaluationId`,
    { config: { operation: 'policyEvaluations.requeue' }, schema },
    async request => {
      const found = await evaluationAt(services, request.params);
      await startBuild(services, found, request.caller.identity);
      const { project, pullRequest, evaluation } = await evaluationAt(services, request.params);
      return evaluationResource({ base: request.base, projectId: project.id }, pullRequest.id, evaluation);
    },
  );
}

type Found = { readonly project: Project; readonly pullRequest: PullRequest; readonly evaluation: PolicyEvaluation };

async function evaluationAt(
  services: Services,
  params: { readonly project: string; readonly evaluationId: string },
): Promise<Found> {
  await projectOf(services, params);
  const named = evaluationOf(params.evaluationId);
  const pullRequest = named && (await services.pullRequests.get(named.pullRequestId));
  if (named !== undefined && pullRequest !== undefined) {
    const at = await pullRequestPlaceOf(services, { project: params.project, pullRequestId: pullRequest.id });
    const all = await services.evaluations.of(at.repository, pullRequest);
    const evaluation = all.find(({ policy }) => policy.id === named.policyId);
    if (evaluation !== undefined) return { project: at.project, pullRequest, evaluation };
  }
  throw new PolicyRefusal(
    'evaluationMissing',
    `TF402306: The policy evaluation ${params.evaluationId} does not exist.`,
  );
}

/** Only builds are made again: everything else is evaluated whenever somebody asks. */
async function startBuild(
  services: Services,
  { project, pullRequest, evaluation }: Found,
  by: Identity,
): Promise<void> {
  const { rule } = evaluation.policy;
  if (rule.kind !== 'build' || evaluation.status === 'running') return;
  if (pullRequest.merge.status !== 'succeeded')
    throw new PolicyRefusal(
      'policyInvalid',
      'The branches of the pull request are not merged: there is nothing to build.',
    );
  const { pipeline } = await pipelineOf(services, { project: project.id, pipelineId: rule.pipelineId });
  const self = { refName: mergeRef(pullRequest.id), version: pullRequest.merge.commit };
  const parameters: RunParameters = {
    resources: { repositories: { self }, pipelines: {}, builds: {}, containers: {}, packages: {} },
    stagesToSkip: [],
    templateParameters: {},
    variables: {},
    yamlOverride: undefined,
    reason: 'pullRequest',
  };
  const started = await services.pipelines.run(pipeline, parameters, by);
  if (started.ok) return;
  const { problem } = started;
  throw serviceError('pipelineInvalid', problem.kind === 'invalid' ? problem.messages.join('\n') : problem.what);
}
