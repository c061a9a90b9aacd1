import type { TaskRun } from '../tasks/task.ts';
import { readBoolean } from '../variables/job-variables.ts';

/** What a checkout step may ask for that changes how much is fetched. */

/** 0 is the whole history. A setting of the job counts for more than what the step says. */
export function fetchDepth({ inputs, step }: TaskRun): number {
  const text = step.job.variables.get('agent.source.git.shallowFetchDepth') || inputs.text('fetchDepth');
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** Filters that git understands, such as `blob:none`; others are passed over, as the service's agent does. */
export function fetchFilters({ inputs }: TaskRun): readonly string[] {
  const known = /^(blob:none|tree:\d{1,9})$/;
  return inputs
    .text('fetchFilter')
    .split('+')
    .map(part => part.trim())
    .filter(part => known.test(part));
}

/** Whether large files are fetched. A setting of the job counts for more than what the step says. */
export function wantsLfs({ inputs, step }: TaskRun): boolean {
  return readBoolean(step.job.variables.get('agent.source.git.lfs')) ?? inputs.isOn('lfs');
}

/** Whether a setting of the job has its checkouts bring nothing. */
export function skipsSources({ step: { job } }: TaskRun): boolean {
  return job.variables.isOn('agent.source.skip') || readBoolean(job.variables.get('build.syncSources')) === false;
}

export function wantedSubmodules({ inputs }: TaskRun): 'direct' | 'recursive' | undefined {
  if (inputs.text('submodules').toLowerCase() === 'recursive') return 'recursive';
  return inputs.isOn('submodules') ? 'direct' : undefined;
}
