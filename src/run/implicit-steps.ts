import type { PlanJob, PlanStep, PlanTask } from '../plan/model.ts';
import type { JobLeg } from './events.ts';
import { isAgentless } from './strategy/leg-pool.ts';

/** The task that `checkout:` stands for. */
export const checkoutTaskId = '6d15af64-176c-496d-b583-fd2ae21d4df4';

/** The task that `download:` stands for. */
const downloadTaskId = '30f35852-3f7e-4c0c-9a88-e127b4f97211';

/** The steps that a job does, in order, with those that the service puts before them; disabled ones are left out. */
export function stepsToDo(job: PlanJob, leg: JobLeg | undefined, hasArtifacts: boolean): readonly PlanStep[] {
  const authored = authoredSteps(job, leg);
  const enabled = authored.filter(step => step.enabled.toLowerCase() !== 'false');
  if (isAgentless(job, leg)) return enabled;
  const uses = (id: string): boolean => authored.some(step => step.task.id === id);
  // A deployment checks nothing out by itself; its deploy hook downloads what the run has published, unless it says what to download.
  if (leg?.hook !== undefined)
    return leg.hook.name === 'deploy' && hasArtifacts && !uses(downloadTaskId)
      ? [implicitDownload(job), ...enabled]
      : enabled;
  return uses(checkoutTaskId) ? enabled : [implicitCheckout(job), ...enabled];
}

function authoredSteps({ steps, strategy }: PlanJob, leg: JobLeg | undefined): readonly PlanStep[] {
  if (leg?.hook === undefined || strategy === undefined || !('hooks' in strategy)) return steps;
  return strategy.hooks[leg.hook.name]?.steps ?? [];
}

function implicitCheckout(job: PlanJob): PlanStep {
  return implicitStep(job, { id: checkoutTaskId, name: 'Checkout', version: '1' }, { repository: 'self' });
}

function implicitDownload(job: PlanJob): PlanStep {
  const task = { id: downloadTaskId, name: 'DownloadPipelineArtifact', version: '1' };
  return { ...implicitStep(job, task, { alias: 'current' }), displayName: 'Download' };
}

function implicitStep(job: PlanJob, task: PlanTask, inputs: Readonly<Record<string, string>>): PlanStep {
  return {
    name: '',
    displayName: '',
    task,
    inputs,
    env: {},
    condition: undefined,
    continueOnError: '',
    enabled: 'true',
    timeoutInMinutes: '',
    retryCountOnTaskFailure: '',
    at: job.at,
  };
}
