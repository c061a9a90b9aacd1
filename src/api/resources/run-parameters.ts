import type { RunPipelineParameters } from '../../wire/runs.ts';
import { type ServiceError, serviceError } from '../http/errors.ts';
import type { RunParameters, RunProblem } from '../services.ts';

/** What a request asks for, with every member there. */
export function runParametersOf(body: RunPipelineParameters): RunParameters {
  const { repositories = {}, pipelines = {}, builds = {}, containers = {}, packages = {} } = body.resources ?? {};
  const variables = Object.entries(body.variables ?? {}).map(
    ([name, { value = '', isSecret = false }]) => [name, { value, isSecret }] as const,
  );
  return {
    resources: { repositories, pipelines, builds, containers, packages },
    stagesToSkip: body.stagesToSkip ?? [],
    templateParameters: body.templateParameters ?? {},
    variables: Object.fromEntries(variables),
    yamlOverride: body.yamlOverride === '' ? undefined : body.yamlOverride,
  };
}

/** What is wrong with a pipeline that can't be run, each by itself. */
export function problemLines(problem: RunProblem): readonly string[] {
  return problem.kind === 'invalid' ? problem.messages : [problem.what];
}

/** The service's error for a pipeline that can't be run: all that is wrong in one message, a line each. */
export function problemError(problem: RunProblem): ServiceError {
  switch (problem.kind) {
    case 'invalid':
      return serviceError('pipelineInvalid', problem.messages.join('\n'));
    case 'notFound':
      return serviceError('pipelineInvalid', problem.what);
    case 'disabled':
      return serviceError('definitionDisabled', problem.what);
  }
}
