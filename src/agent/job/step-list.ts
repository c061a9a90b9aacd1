import { newGuid } from '../../base/new-guid.ts';
import type { WireStep } from '../../wire/agent-protocol.ts';
import { hasContainers } from '../container/job-containers.ts';
import type { PlannedStep } from '../step/planned-step.ts';
import { type Task, type TaskExecution, TaskFailure } from '../tasks/task.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';
import type { JobContext } from './job-context.ts';

export type StepList = {
  readonly pre: readonly PlannedStep[];
  readonly main: readonly PlannedStep[];
  readonly post: readonly PlannedStep[];
  /** The records of a job with containers: before all steps, and after them. */
  readonly containers?: { readonly start: TimelineEntry; readonly stop: TimelineEntry };
};

/** A step of the job with its task; `undefined` where nobody has it. */
export type LoadedStep = { readonly wire: WireStep; readonly task: Task | undefined };

/** A step on its way to its records. */
type NamedStep = LoadedStep & { readonly name: string; readonly taskVariables: Map<string, string> };

/**
 * Adds the records of all steps, in the order they will run: what runs before them under their own conditions, then the steps themselves, then what
 * runs after them, in reverse and whatever happened.
 */
export function planSteps(job: JobContext, loaded: readonly LoadedStep[]): StepList {
  const start = hasContainers(job.request) ? containerRecord(job, 'Initialize containers') : undefined;
  const steps = loaded.map(({ wire, task }) => ({
    wire,
    task,
    name: displayName(wire, task, job),
    taskVariables: new Map<string, string>(),
  }));
  const pre = steps.flatMap(step => planned(job, step, { execution: step.task?.pre, recordPrefix: 'Pre-job: ' }));
  const main = steps.flatMap(step => {
    const execution = step.task === undefined ? missing(step.wire) : step.task.main;
    return planned(job, step, { execution, recordPrefix: '', id: step.wire.id });
  });
  const post = steps
    .toReversed()
    .flatMap(step =>
      planned(job, step, { execution: step.task?.post, recordPrefix: 'Post-job: ', condition: 'always()' }),
    );
  if (start === undefined) return { pre, main, post };
  return { pre, main, post, containers: { start, stop: containerRecord(job, 'Stop Containers') } };
}

function containerRecord(job: JobContext, name: string): TimelineEntry {
  return job.timeline.add({ name, refName: newGuid().replaceAll('-', '') });
}

/** One execution of a step, with its record; none where the task has no such execution. */
function planned(
  job: JobContext,
  { wire, task, name, taskVariables }: NamedStep,
  part: { execution: TaskExecution | undefined; recordPrefix: string; id?: string; condition?: string },
): readonly PlannedStep[] {
  const { execution, recordPrefix, id, condition = wire.condition } = part;
  if (execution === undefined) return [];
  // What steps are still to set stays as it is until the step begins.
  const recordName = `${recordPrefix}${job.variables.expandText(name)}`;
  const record = { refName: wire.name, name: recordName, task: taskReference(wire, task) };
  const entry = job.timeline.add(id === undefined ? record : { ...record, id });
  return [{ wire, task, displayName: name, recordPrefix, condition, execution, entry, taskVariables }];
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

function missing({ reference }: WireStep): TaskExecution {
  return async () => {
    const version = reference.version === '' ? '' : `@${reference.version}`;
    throw new TaskFailure(`This agent does not have the task '${reference.name}${version}'.`);
  };
}
