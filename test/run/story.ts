import type { Result } from '../../src/base/result.ts';
import type { Plan } from '../../src/plan/model.ts';
import type { Command } from '../../src/run/commands.ts';
import { decide } from '../../src/run/decide.ts';
import type { QueuedRun, RunEvent } from '../../src/run/events.ts';
import { fold } from '../../src/run/evolve.ts';
import type { JobGroup, Run } from '../../src/run/state.ts';
import { begin } from './plan-builder.ts';

/** A run that is told what happens, one command at a time; time is the number of commands so far. */
export class Story {
  run: Run;
  readonly events: RunEvent[];
  #now = 0;

  constructor(plan: Plan, given: Partial<QueuedRun> = {}) {
    const { run, events } = begin(plan, given);
    this.run = run;
    this.events = events;
  }

  get now(): number {
    return this.#now;
  }

  tell(command: Command): readonly RunEvent[] {
    const decided = decide(this.run, command);
    if (decided.length > 0) this.run = fold(decided, this.run);
    this.events.push(...decided);
    this.#now = Math.max(this.#now + 1, command.at);
    return decided;
  }

  assign(stage: string, job: string, attempt = 1): readonly RunEvent[] {
    return this.tell({ type: 'assignJob', at: this.#now, ref: { stage, job, attempt }, agent: 'agent' });
  }

  start(stage: string, job: string, attempt = 1): readonly RunEvent[] {
    return this.tell({ type: 'startJob', at: this.#now, ref: { stage, job, attempt } });
  }

  finish(
    stage: string,
    job: string,
    result: Result,
    outputs: Record<string, string> = {},
    attempt = 1,
  ): readonly RunEvent[] {
    return this.tell({ type: 'finishJob', at: this.#now, ref: { stage, job, attempt }, result, outputs });
  }

  /** Takes, starts and finishes a job. */
  pass(
    stage: string,
    job: string,
    result: Result = 'succeeded',
    outputs: Record<string, string> = {},
    attempt = 1,
  ): void {
    this.assign(stage, job, attempt);
    this.start(stage, job, attempt);
    this.finish(stage, job, result, outputs, attempt);
  }

  /** `stage/job` of every job of the plan, and of its legs, as `state` or, completed, its result. */
  get jobs(): Record<string, string> {
    const seen: Record<string, string> = {};
    for (const [stage, { groups }] of this.run.stages) {
      for (const [name, group] of groups) {
        seen[`${stage}/${name}`] = group.result ?? (group.expansion === undefined ? plainState(group) : group.state);
        if (group.expansion === undefined) continue;
        for (const [leg, job] of group.jobs)
          seen[`${stage}/${leg}`] = job.state === 'completed' ? job.result : job.state;
      }
    }
    return seen;
  }

  get stages(): Record<string, string> {
    return Object.fromEntries([...this.run.stages].map(([name, stage]) => [name, stage.result ?? stage.state]));
  }
}

function plainState(group: JobGroup): string {
  return group.jobs.get(group.plan.name)?.state ?? group.state;
}
