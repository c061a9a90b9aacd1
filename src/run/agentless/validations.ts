import type { Approval, ApprovalStep } from '../approvals.ts';
import type { Identity, RunKey } from '../events.ts';
import { type JobState, jobsOf, type Run, type ServerStepState } from '../state.ts';
import { personNamed, validators } from './answer-step.ts';
import { type ServerStep, serverSteps } from './server-step.ts';
import { inputOf } from './server-tasks.ts';

/** The manual validations of a run's newest attempts that have begun, as approvals: each has the id of its record, and one word ends it. */
export function validationsOf(key: RunKey, run: Run): readonly Approval[] {
  return [...jobsOf(run)].flatMap(([{ stage }, job]) =>
    stepsOf(run, job).flatMap(({ step, state }) => validationOf(key, run, stage, step, state) ?? []),
  );
}

type BegunStep = { readonly step: ServerStep; readonly state: ServerStepState };

function stepsOf(run: Run, job: JobState): readonly BegunStep[] {
  if (!('serverSteps' in job) || job.serverSteps.length === 0 || job.dispatch === undefined) return [];
  const steps = serverSteps(run, { ...job, dispatch: job.dispatch });
  return job.serverSteps.flatMap((state, index) => {
    const step = steps[index];
    return step === undefined ? [] : [{ step, state }];
  });
}

function validationOf(
  key: RunKey,
  run: Run,
  stage: string,
  step: ServerStep,
  state: ServerStepState,
): Approval | undefined {
  if (step.kind !== 'manualValidation' || state.since === undefined) return undefined;
  const { queued } = run;
  const letsOwn = inputOf(step.inputs, 'allowApproversToApproveTheirOwnRuns', 'true');
  const mayApproveOwn = letsOwn.toLowerCase() !== 'false';
  return {
    id: step.id,
    run: key,
    runName: run.name,
    pipeline: { id: queued.pipeline.id, name: queued.pipeline.name },
    stage,
    stageAttempt: run.stages.get(stage)?.attempt ?? 1,
    resource: undefined,
    status: statusOf(state),
    instructions: inputOf(step.inputs, 'instructions'),
    minRequired: 1,
    isInOrder: false,
    mayApproveOwn,
    blocked: mayApproveOwn ? [] : [queued.requestedFor],
    createdAt: state.since,
    startedAt: state.since,
    completedAt: state.state === 'completed' ? state.at : undefined,
    postponedUntil: undefined,
    steps: wordsOf(step, state, queued.requestedFor),
  };
}

function statusOf(state: ServerStepState): Approval['status'] {
  if (state.state === 'inProgress') return 'pending';
  if (state.answer !== undefined) return state.answer.isApproved ? 'approved' : 'rejected';
  return state.result === 'canceled' ? 'canceled' : 'timedOut';
}

/** One for each who is asked; where nobody is named, for who started the run. An answer of anybody else stands in the first's place. */
function wordsOf(step: ServerStep, state: ServerStepState, requestedFor: Identity): readonly ApprovalStep[] {
  const named = validators(step).map(personNamed);
  const asked = named.length === 0 ? [requestedFor] : named;
  const word = state.state === 'completed' ? state.answer : undefined;
  const names = word === undefined ? [] : [word.by.id, word.by.uniqueName, word.by.displayName].map(lower);
  const own = asked.findIndex(({ id, displayName }) => names.includes(lower(id)) || names.includes(lower(displayName)));
  return asked.map((approver, index) => {
    if (word === undefined || state.state !== 'completed' || index !== Math.max(own, 0))
      return { approver, isAsked: true, answer: undefined };
    return { approver, isAsked: true, answer: { approver: approver.id, at: state.at, ...word } };
  });
}

function lower(text: string): string {
  return text.toLowerCase();
}
