import type { WireStep } from '../../wire/agent-protocol.ts';
import type { Task, TaskExecution } from '../tasks/task.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';

/** One execution of a step's task, with the record that waits for it. */
export type PlannedStep = {
  readonly wire: WireStep;
  readonly entry: TimelineEntry;
  /** `undefined` when the agent does not have the task. */
  readonly task: Task | undefined;
  readonly execution: TaskExecution;
  readonly condition: string;
  /** What the log calls it, macros not yet expanded. */
  readonly displayName: string;
  /** What its record is called beyond that: `Pre-job: `, `Post-job: `. */
  readonly recordPrefix: string;
  /** What `task.settaskvariable` has set: the executions of one step share it. */
  readonly taskVariables: Map<string, string>;
};
