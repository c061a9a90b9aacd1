import type { RunProblem } from '../api/services.ts';
import type { Plan } from '../plan/model.ts';
import type { Pipeline } from '../run/ports/catalogue.ts';
import type { PipelineStarter } from '../run/ports/pipeline-starter.ts';
import { type PipelineServiceOptions, parametersAt, planOf, runPipeline } from './pipeline-service.ts';

/** How many plans are remembered: triggers ask for the same ones again and again. */
const mostPlans = 200;

/**
 * Starts pipelines for triggers. A pipeline's plan at a commit is remembered: templates of other repositories are as they were then. `report` is told
 * once of a file that does not compile; one that is not there is no pipeline of that branch.
 */
export function pipelineStarter(options: PipelineServiceOptions, report: (message: string) => void): PipelineStarter {
  const plans = new Map<string, Promise<Plan | undefined>>();
  return {
    planAt(pipeline, self) {
      const name = `${pipeline.id}/${pipeline.revision} ${self.refName} ${self.version}`;
      const plan = plans.get(name) ?? reportedPlan(options, pipeline, self, report);
      plans.delete(name);
      plans.set(name, plan);
      const [oldest] = plans.keys();
      if (plans.size > mostPlans && oldest !== undefined) plans.delete(oldest);
      return plan;
    },
    async start(pipeline, { self, pipelines = {}, repositories = {}, payloads = {}, ...cause }) {
      const versions = Object.entries(pipelines).map(([alias, version]) => [alias, { version }] as const);
      const asked = parametersAt(self, { pipelines: Object.fromEntries(versions), repositories });
      const parameters = { ...asked, payloads };
      const started = await runPipeline(options, pipeline, parameters, cause);
      if (started.ok) return { runId: started.row.key.runId };
      const { problem } = started;
      return { refusal: refusalText(problem) };
    },
  };
}

async function reportedPlan(
  options: PipelineServiceOptions,
  pipeline: Pipeline,
  self: { readonly refName: string; readonly version: string },
  report: (message: string) => void,
): Promise<Plan | undefined> {
  const compiled = await planOf(options, pipeline, self);
  if (compiled.ok) return compiled.plan;
  const { problem } = compiled;
  const messages = problem.kind === 'invalid' ? problem.messages : [];
  const isMissing = messages.some(message => message.includes(`File /${pipeline.yamlPath} not found`));
  if (messages.length > 0 && !isMissing)
    report(
      `The pipeline '${pipeline.name}' does not compile at ${self.refName} ${self.version}:\n${messages.join('\n')}`,
    );
  return undefined;
}

function refusalText(problem: RunProblem): string {
  switch (problem.kind) {
    case 'invalid':
      return problem.messages.join('\n');
    case 'notFound':
      return `no ${problem.what}`;
    case 'disabled':
      return problem.what;
  }
}
