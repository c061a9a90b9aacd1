import type { JobId } from '../base/id.ts';
import { groupName, type Run } from '../run/state.ts';
import { playedSteps } from './played-steps.ts';
import type { Script } from './script.ts';

/** What a script is for that a run does not have: a job, or a step that is to log. `undefined` where all is there. */
export function scriptFault(run: Run, script: Script): string | undefined {
  const jobs = [...run.stages].flatMap(([stage, { groups }]) => [...groups.keys()].map(job => ({ stage, job })));
  for (const [key, { logs = {} }] of Object.entries(script)) {
    if (key === '*') continue;
    const meant = jobs.filter(({ stage, job }) => isNamed(key, stage, job));
    if (meant.length === 0)
      return `The run has no job '${key}'. It has ${jobs.map(({ stage, job }) => `${stage}.${job}`).join(', ')}.`;
    // The steps of a strategy's legs are known once it has begun.
    if (meant.some(({ stage, job }) => run.stages.get(stage)?.groups.get(job)?.plan.strategy !== undefined)) continue;
    const steps = meant.flatMap(place => playedSteps(run, place, '' as JobId));
    const unknown = Object.keys(logs).find(step => !steps.some(({ name, title }) => isSame(step, name, title)));
    if (unknown !== undefined)
      return `The job '${key}' has no step '${unknown}'. It has ${steps.map(({ title }) => `'${title}'`).join(', ')}.`;
  }
  return undefined;
}

/** Whether a key is a job's name, or a leg's of it, with or without its stage. */
function isNamed(key: string, stage: string, job: string): boolean {
  const asked = key.toLowerCase();
  const inStage = asked.startsWith(`${stage.toLowerCase()}.`) ? asked.slice(stage.length + 1) : asked;
  return [asked, inStage].some(name => groupName(name) === job.toLowerCase());
}

function isSame(text: string, ...names: readonly string[]): boolean {
  return names.some(name => name.toLowerCase() === text.toLowerCase());
}
