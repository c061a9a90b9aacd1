import { guidFromName, type JobId, type RecordId } from '../base/id.ts';
import { type OfferedStep, offeredSteps } from '../run/offered-steps.ts';
import { groupOf, type Run } from '../run/state.ts';
import type { TimelineRecord } from '../run/timeline.ts';

/** A step of a played job, as its record shows it. */
export type PlayedStep = {
  readonly id: RecordId;
  readonly name: string;
  readonly title: string;
  readonly task: TimelineRecord['task'];
};

/** A job of a run, by its name in the run or in the plan. */
type Place = { readonly stage: string; readonly job: string };

/** The steps that an agent would do, before and after those of the pipeline its own, all called as an agent calls them. */
export function playedSteps(run: Run, place: Place, jobId: JobId): readonly PlayedStep[] {
  const group = groupOf(run, place);
  if (group === undefined) return [];
  const leg = group.jobs.get(place.job)?.leg;
  const offered = offeredSteps(group.plan, jobId, { leg, hasArtifacts: run.queued.hasArtifacts });
  const steps = offered.map(step => ({ id: step.id, name: step.name, title: titleOf(run, step), task: step.task }));
  const posts = steps.filter(({ task }) => task.name === 'Checkout').toReversed();
  return [
    own(jobId, 'Initialize job', 'JobExtension_Init'),
    ...steps,
    ...posts.map(step => ({ ...own(jobId, `Post-job: ${step.title}`, step.name), task: step.task })),
    own(jobId, 'Finalize Job', 'JobExtension_Final'),
  ];
}

function own(jobId: JobId, title: string, name: string): PlayedStep {
  return { id: guidFromName(jobId, `${title} ${name}`) as RecordId, name, title, task: null };
}

function titleOf({ queued }: Run, { displayName, task, inputs }: OfferedStep): string {
  if (displayName !== '') return displayName;
  const repository = task.name === 'Checkout' ? queued.repositories[inputs.repository ?? 'self'] : undefined;
  if (repository === undefined) return task.name;
  return `Checkout ${repository.name}@${repository.refName.replace(/^refs\/(heads|tags)\//, '')} to s`;
}
