import { newGuid } from '../../base/new-guid.ts';
import type { WireStep } from '../../wire/agent-protocol.ts';
import { hasContainers } from '../container/job-containers.ts';
import type { PlannedStep } from '../step/planned-step.ts';
import { type Task, TaskFailure } from '../tasks/task.ts';
import { findTask } from '../tasks/task-table.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';
import type { JobContext } from './job-context.ts';

export type StepList = {
  readonly main: readonly PlannedStep[];
  readonly post: readonly PlannedStep[];
  /** The records of a job with containers: before the main steps, and after all others. */
  readonly containers?: { readonly start: TimelineEntry; readonly stop: TimelineEntry };
};

/** Adds the records of all steps, in the order they will run: main steps first, then what runs after them, in reverse. */
export function planSteps(job: JobContext): StepList {
  const tasks = job.request.steps.map(wire => {
    const task = findTask(wire.reference);
    return { wire, task, name: displayName(wire, task, job) };
  });
  const start = hasContainers(job.request) ? containerRecord(job, 'Initialize containers') : undefined;
  const main = tasks.map(({ wire, task, name }) => ({
    wire,
    task,
    displayName: name,
    recordPrefix: '',
    condition: wire.condition,
    execution: task?.main ?? missing(wire),
    entry: job.timeline.add({ id: wire.id, refName: wire.name, name, task: taskReference(wire, task) }),
  }));
  const post = tasks.reverse().flatMap(({ wire, task, name }) => {
    const execution = task?.post;
    if (execution === undefined) return [];
    const recordPrefix = 'Post-job: ';
    const record = { refName: wire.name, name: `${recordPrefix}${name}`, task: taskReference(wire, task) };
    const entry = job.timeline.add(record);
    return [{ wire, task, displayName: name, recordPrefix, condition: 'always()', execution, entry }];
  });
  if (start === undefined) return { main, post };
  return { main, post, containers: { start, stop: containerRecord(job, 'Stop Containers') } };
}

function containerRecord(job: JobContext, name: string): TimelineEntry {
  return job.timeline.add({ name, refName: newGuid().replaceAll('-', '') });
}

/** A name that the server made up gives way to one that the task knows better. */
function displayName(wire: WireStep, task: Task | undefined, job: JobContext): string {
  const { name } = wire.reference;
  const isStandard = ['', name, wire.name].includes(wire.displayName);
  if (isStandard && task?.displayName !== undefined) return task.displayName(wire, job);
  return wire.displayName === '' ? name : wire.displayName;
}

function taskReference({ reference }: WireStep, task: Task | undefined): WireStep['reference'] {
  return task === undefined ? reference : { id: task.header.id, name: task.header.name, version: task.header.version };
}

function missing({ reference }: WireStep): PlannedStep['execution'] {
  return async () => {
    const version = reference.version === '' ? '' : `@${reference.version}`;
    throw new TaskFailure(`This agent does not have the task '${reference.name}${version}'.`);
  };
}
