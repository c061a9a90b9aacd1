import type { Instant } from '../base/clock.ts';
import type { Result } from '../base/result.ts';
import { approvalsOf } from '../run/approvals.ts';
import type { RunEvent, RunKey } from '../run/events.ts';
import { evolve } from '../run/evolve.ts';
import type { Happening } from '../run/outbox.ts';
import type { Run } from '../run/state.ts';
import type { EventTypeId, PublisherId } from './event-types.ts';

/** What of a run a hook tells of. */
export type HookSubject =
  | { readonly kind: 'run' | 'build' }
  | { readonly kind: 'stage'; readonly stage: string }
  /** `job` is its name in the run, or that of a job of the plan that never began. */
  | { readonly kind: 'job'; readonly stage: string; readonly job: string; readonly attempt: number }
  | { readonly kind: 'approval'; readonly stage: string; readonly approvalId: string };

/** Something that happened to a run, in the words of hooks. */
export type HookOccurrence = {
  readonly publisherId: PublisherId;
  readonly eventType: EventTypeId;
  readonly subject: HookSubject;
  readonly key: RunKey;
  /** The run just after it. */
  readonly run: Run;
  readonly at: Instant;
  /** The event's place in the run, from 1: with the run and the event type it names the occurrence. */
  readonly version: number;
  /** As payloads spell states and results; filters spell them with a capital. */
  readonly state: string;
  /** There once the subject is over. */
  readonly result?: string;
};

/** What hooks tell of a happening, in order. */
export function occurrencesOf({ key, before, events, after }: Happening): readonly HookOccurrence[] {
  const found: HookOccurrence[] = [];
  let run = before;
  for (const [index, event] of events.entries()) {
    run = evolve(run, event);
    const place = { key, run, at: event.at, version: after + index + 1 };
    for (const told of toldOf(event, key, run)) found.push({ ...told, ...place });
  }
  return found;
}

type Told = Pick<HookOccurrence, 'publisherId' | 'eventType' | 'subject' | 'state' | 'result'>;

function toldOf(event: RunEvent, key: RunKey, run: Run): readonly Told[] {
  switch (event.type) {
    case 'runQueued':
      return [runTold('inProgress')];
    case 'cancelRequested':
      return [runTold('canceling')];
    case 'runCompleted':
      return [runTold('completed', event.result), buildTold(run, event.result)];
    case 'gateOpened':
      return event.checks.length === 0 ? [] : [stageTold(event.stage, 'waiting')];
    case 'stageStarted':
      return [stageTold(event.stage, 'running')];
    case 'stageCompleted':
      return [stageTold(event.stage, 'completed', stageResult(key, run, event.stage, event.result))];
    case 'jobQueued':
      return [jobTold(event.ref, 'waiting')];
    case 'jobStarted':
      return [jobTold(event.ref, 'running')];
    case 'jobSkipped':
      return [jobTold(event.ref, 'completed', 'skipped')];
    case 'jobAbandoned':
      return [jobTold(event.ref, 'completed', 'failed')];
    case 'jobCompleted':
      return [jobTold(event.ref, 'completed', resultWord(event.result))];
    case 'checkStarted':
      return approvalTold(key, run, event, 'approval-pending', 'pending');
    case 'checkCompleted':
      return approvalTold(key, run, event, 'approval-completed', event.outcome);
    default:
      return [];
  }
}

function runTold(state: string, result?: string): Told {
  const eventType = 'ms.vss-pipelines.run-state-changed-event';
  return { publisherId: 'pipelines', eventType, subject: { kind: 'run' }, state, ...given(result) };
}

function buildTold(run: Run, result: string): Told {
  const hasIssues = [...run.stages.values()].some(stage => stage.result === 'succeededWithIssues');
  const status =
    result === 'canceled' ? 'stopped' : result === 'succeeded' && hasIssues ? 'partiallySucceeded' : result;
  const subject = { kind: 'build' } as const;
  return { publisherId: 'tfs', eventType: 'build.complete', subject, state: 'completed', result: status };
}

function stageTold(stage: string, state: string, result?: string): Told {
  const eventType = 'ms.vss-pipelines.stage-state-changed-event';
  return { publisherId: 'pipelines', eventType, subject: { kind: 'stage', stage }, state, ...given(result) };
}

type Ref = { readonly stage: string; readonly job: string; readonly attempt: number };

function jobTold({ stage, job, attempt }: Ref, state: string, result?: string): Told {
  const eventType = 'ms.vss-pipelines.job-state-changed-event';
  const subject = { kind: 'job', stage, job, attempt } as const;
  return { publisherId: 'pipelines', eventType, subject, state, ...given(result) };
}

function approvalTold(
  key: RunKey,
  run: Run,
  { stage, check }: { readonly stage: string; readonly check: string },
  name: 'approval-pending' | 'approval-completed',
  state: string,
): readonly Told[] {
  if (!approvalsOf(key, run).some(({ id }) => id === check)) return [];
  const subject = { kind: 'approval', stage, approvalId: check } as const;
  return [{ publisherId: 'pipelines', eventType: `ms.vss-pipelinechecks-events.${name}`, subject, state }];
}

function given(result: string | undefined): { readonly result?: string } {
  return result === undefined ? {} : { result };
}

// A stage whose approval was refused is told as rejected, whatever it counts as in its run.
function stageResult(key: RunKey, run: Run, stage: string, result: Result): string {
  const isRejected = approvalsOf(key, run).some(each => each.stage === stage && each.status === 'rejected');
  return isRejected ? 'rejected' : resultWord(result);
}

/** A result as hooks spell it: they know no issues, and nothing abandoned. */
export function resultWord(result: Result): string {
  if (result === 'succeededWithIssues') return 'succeeded';
  return result === 'abandoned' ? 'failed' : result;
}
