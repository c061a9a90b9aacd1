import type { Plan } from '../plan/model.ts';
import type { PipelineStarter } from '../run/ports/pipeline-starter.ts';
import { type PipelineServiceOptions, parametersAt, planOf, runPipeline } from './pipeline-service.ts';

/** How many plans are remembered: triggers ask for the same ones again and again. */
const mostPlans = 200;

/** Starts pipelines for triggers. A pipeline's plan at a commit is remembered: templates of other repositories are as they were then. */
export function pipelineStarter(options: PipelineServiceOptions): PipelineStarter {
  const plans = new Map<string, Promise<Plan | undefined>>();
  return {
    planAt(pipeline, self) {
      const name = `${pipeline.id}/${pipeline.revision} ${self.refName} ${self.version}`;
      const plan = plans.get(name) ?? planOf(options, pipeline, self);
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
      return { refusal: problem.kind === 'invalid' ? problem.messages.join('\n') : `no ${problem.what}` };
    },
  };
}
