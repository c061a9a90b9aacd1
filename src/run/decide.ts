import type { Instant } from '../base/clock.ts';
import { unreachable } from '../base/unreachable.ts';
import { advance } from './advance.ts';
import { answerValidation, finishServerStep, markCalled } from './agentless/answer-step.ts';
import { annotate } from './annotations.ts';
import type { Command } from './commands.ts';
import { dueCancels, dueLosses } from './deadlines.ts';
import type { JobRef, RunEvent } from './events.ts';
import { fold } from './evolve.ts';
import { answerApproval, openGate, reassignApproval, settleCheck, settleLock } from './gate/answer-gate.ts';
import { cancelChecks } from './gate/follow-gate.ts';
import { retryStage } from './retry.ts';
import { type JobState, jobAt, jobsOf, type Run } from './state.ts';

/**
 * What a command makes happen to a run, with everything that follows from it: jobs that can start now, stages that are over, the end of the
 * run. Pure: no clock, no I/O. An empty answer means that the command changes nothing, as late and repeated ones do.
 */
export function decide(run: Run, command: Command): readonly RunEvent[] {
  if (run.notes.isDeleted) return [];
  if (command.type === 'delete') return deleteRun(run, command.at);
  if (command.type === 'annotate') return annotate(run, command);
  if (run.state === 'completed' && !reopens(command)) return [];
  const events = answer(run, command);
  if (command.type === 'changeRecords') return events;
  return [...events, ...advance(events.length === 0 ? run : fold(events, run), command.at)];
}

/** Commands that make a run go on that is over. */
function reopens(command: Command): boolean {
  return command.type === 'retryStage' || command.type === 'startStage';
}

function deleteRun(run: Run, at: Instant): readonly RunEvent[] {
  return run.state === 'completed' && !run.notes.isKept ? [{ type: 'runAnnotated', at, isDeleted: true }] : [];
}

function answer(run: Run, command: Exclude<Command, { type: 'annotate' | 'delete' }>): readonly RunEvent[] {
  const { at } = command;
  switch (command.type) {
    case 'begin':
      return [];
    case 'release':
      return run.isHeld ? [{ type: 'runReleased', at }] : [];
    case 'assignJob':
      return jobAt(run, command.ref)?.state === 'queued' ? [{ ...command, type: 'jobAssigned' }] : [];
    case 'startJob':
      return jobAt(run, command.ref)?.state === 'assigned' ? [{ type: 'jobStarted', at, ref: command.ref }] : [];
    case 'changeRecords':
      return command.records.length === 0 ? [] : [{ ...command, type: 'recordsChanged' }];
    case 'finishJob':
      return finishJob(run, command);
    case 'refuseJob':
      return refuseJob(run, command);
    case 'loseAgent':
      return loseAgent(run, command.ref, command.reason, at);
    case 'cancel':
      return run.state === 'canceling'
        ? []
        : [{ type: 'cancelRequested', at, by: command.by }, ...cancelGates(run, at), ...cancelJobs(run, at)];
    case 'startStage':
      return startStage(run, command);
    case 'cancelStage':
      return cancelStage(run, command);
    case 'retryStage':
      return retryStage(run, command);
    case 'openGate':
      return openGate(run, command);
    case 'answerApproval':
      return answerApproval(run, command);
    case 'reassignApproval':
      return reassignApproval(run, command);
    case 'settleLock':
      return settleLock(run, command);
    case 'settleCheck':
      return settleCheck(run, command);
    case 'answerValidation':
      return answerValidation(run, command);
    case 'markServerCall':
      return markCalled(run, command);
    case 'finishServerStep':
      return finishServerStep(run, command);
    case 'tick':
      return [...dueLosses(run, at), ...dueCancels(run, at)];
    default:
      return unreachable(command);
  }
}

// A late report of an earlier attempt is not an error: the agent may have been cut off and replaced.
function finishJob(run: Run, command: Extract<Command, { type: 'finishJob' }>): readonly RunEvent[] {
  const job = jobAt(run, command.ref);
  if (job?.state !== 'assigned' && job?.state !== 'inProgress') return [];
  const forgiven = command.result === 'failed' && job.dispatch.continueOnError;
  const result = forgiven ? 'succeededWithIssues' : command.result;
  return [{ type: 'jobCompleted', at: command.at, ref: command.ref, result, outputs: command.outputs }];
}

function refuseJob(run: Run, { ref, reason, at }: Extract<Command, { type: 'refuseJob' }>): readonly RunEvent[] {
  if (jobAt(run, ref)?.state !== 'queued') return [];
  return [{ type: 'jobCompleted', at, ref, result: 'failed', outputs: {}, reason }];
}

// An agent that had not begun leaves the job for another; a job that had begun must not run a second time within its attempt.
function loseAgent(run: Run, ref: JobRef, reason: string, at: Instant): readonly RunEvent[] {
  const job = jobAt(run, ref);
  if (job?.state === 'assigned' && job.cancel === undefined) return [{ type: 'jobRequeued', at, ref, reason }];
  return job?.state === 'assigned' || job?.state === 'inProgress' ? [{ type: 'jobAbandoned', at, ref, reason }] : [];
}

// What somebody canceled stays so; a stage that has begun or was left out needs a retry.
function startStage(run: Run, { stage: name, by, at }: Extract<Command, { type: 'startStage' }>): readonly RunEvent[] {
  const stage = run.stages.get(name);
  if (stage?.plan.isManual !== true || stage.state !== 'pending' || stage.isTriggered) return [];
  if (run.state === 'canceling' || run.result === 'canceled') return [];
  return [{ type: 'stageTriggered', at, stage: name, by }];
}

function cancelStage(
  run: Run,
  { stage: name, by, at }: Extract<Command, { type: 'cancelStage' }>,
): readonly RunEvent[] {
  const stage = run.stages.get(name);
  if (stage === undefined || stage.state === 'completed' || stage.isCanceling) return [];
  const { attempt } = stage;
  const requested: RunEvent = { type: 'stageCancelRequested', at, stage: name, attempt, by };
  const place = { at, stage: name, attempt };
  const checks = stage.gate === undefined ? [] : cancelChecks(stage.gate, place);
  if (stage.state === 'pending')
    return [requested, ...checks, { type: 'stageCompleted', at, stage: name, attempt, result: 'canceled' }];
  return [requested, ...cancelJobs(run, at, name)];
}

/** Stages that wait for their checks are over with the run. */
function cancelGates(run: Run, at: Instant): readonly RunEvent[] {
  return [...run.stages.values()].flatMap(({ plan, attempt, state, gate }): readonly RunEvent[] => {
    if (state !== 'pending' || gate === undefined) return [];
    const place = { at, stage: plan.name, attempt };
    return [...cancelChecks(gate, place), { type: 'stageCompleted', ...place, result: 'canceled' }];
  });
}

/** Cancels the jobs of a run that have begun, or of one of its stages. */
function cancelJobs(run: Run, at: Instant, stage?: string): readonly RunEvent[] {
  return [...jobsOf(run)].flatMap(([ref, job]) =>
    stage === undefined || ref.stage === stage ? cancelJob(job, ref, at) : [],
  );
}

function cancelJob(job: JobState, ref: JobRef, at: Instant): readonly RunEvent[] {
  if (job.state === 'pending' || job.state === 'queued')
    return [{ type: 'jobCompleted', at, ref, result: 'canceled', outputs: {} }];
  if ((job.state !== 'assigned' && job.state !== 'inProgress') || job.cancel !== undefined) return [];
  return [{ type: 'jobCancelRequested', at, ref, reason: 'canceled' }];
}
