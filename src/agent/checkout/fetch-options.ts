import type { TaskRun } from '../tasks/task.ts';

/** What a checkout step may ask for that changes how much is fetched. */

/** 0 is the whole history. A setting of the job stands in where the step says nothing. */
export function fetchDepth({ inputs, step }: TaskRun): number {
  const text = inputs.text('fetchDepth') || (step.job.variables.get('agent.source.git.shallowFetchDepth') ?? '');
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

/** Whether large files are fetched. A setting of the job stands in where the step says nothing. */
export function wantsLfs({ inputs, step }: TaskRun): boolean {
  return inputs.isOn('lfs', step.job.variables.isOn('agent.source.git.lfs'));
}

export function wantedSubmodules({ inputs }: TaskRun): 'direct' | 'recursive' | undefined {
  if (inputs.text('submodules').toLowerCase() === 'recursive') return 'recursive';
  return inputs.isOn('submodules') ? 'direct' : undefined;
}
