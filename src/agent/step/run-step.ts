import { setTimeout as sleep } from 'node:timers/promises';
import { taskRetries } from '../../base/limits.ts';
import { messageOf } from '../../base/message-of.ts';
import type { WireStepTarget } from '../../wire/agent-protocol.ts';
import type { CommandPolicy } from '../command/command-policy.ts';
import { runAsyncCommands } from '../command/run-async-commands.ts';
import { expandVariablesFor } from '../job/expand-variables.ts';
import type { JobContext } from '../job/job-context.ts';
import type { TaskHeader, TaskRun } from '../tasks/task.ts';
import { expandForStep, TaskInputs } from '../tasks/task-inputs.ts';
import { stepEnvironment } from '../variables/environment.ts';
import { readBoolean, type Variable } from '../variables/job-variables.ts';
import { findPlace } from './find-place.ts';
import type { PlannedStep } from './planned-step.ts';
import { runProgram } from './run-program.ts';
import { type RecordEnd, runRecord } from './run-record.ts';
import { evaluateStepCondition } from './step-condition.ts';
import type { StepContext } from './step-context.ts';
import { StepGuard } from './step-guard.ts';
import type { StepPlace } from './step-place.ts';

const skipMessage = 'Skipping step due to condition evaluation.';

/** How long a step may still take once it has said that it is done, in milliseconds. */
const doneMs = 5000;

const ruler = '='.repeat(78);

/** Runs one step if its condition says so, and counts its result for the job. */
export async function runStep(job: JobContext, planned: PlannedStep): Promise<void> {
  if (job.status.aborted.aborted) {
    planned.entry.start();
    planned.entry.complete('skipped');
    return;
  }
  const result = await runRecord(job, planned.entry, step => decideAndRun(planned, step));
  job.status.count(result);
}

async function decideAndRun(planned: PlannedStep, step: StepContext): Promise<RecordEnd> {
  prepareVariables(planned, step);
  if (planned.wire.target !== undefined) step.policies.push(targetPolicy(planned.wire.target));
  applyTask(planned, step);
  const verdict = evaluateStepCondition(planned.condition, step.job);
  if (!verdict.ok) {
    step.error(verdict.message);
    return { result: 'failed' };
  }
  if (!verdict.value) {
    step.write([skipMessage, ...verdict.trace].join('\n'));
    return { result: 'skipped', resultCode: skipMessage };
  }
  step.debug(`Evaluating condition for step: '${planned.displayName}'`);
  for (const line of verdict.trace) step.debug(line);
  await runAttempts(planned, step);
  return { result: step.result };
}

function targetPolicy({ commands, settableVariables }: WireStepTarget): CommandPolicy {
  const isRestricted = commands?.toLowerCase() === 'restricted';
  return { isRestricted, ...(settableVariables && { settableVariables: settableVariables.allowed }) };
}

function prepareVariables({ wire, displayName }: PlannedStep, step: StepContext): void {
  const { variables, status } = step.job;
  const { result } = status;
  variables.set('Agent.JobStatus', `${result.charAt(0).toUpperCase()}${result.slice(1)}`);
  expandVariablesFor(step);
  const name = variables.expandText(displayName);
  variables.set('Task.DisplayName', name);
  variables.set('System.TaskDisplayName', name);
  variables.set('System.TaskInstanceId', wire.id);
  variables.set('System.TaskInstanceName', wire.name);
}

/** What a task says of itself holds for all that its process prints. */
function applyTask({ task, taskVariables }: PlannedStep, step: StepContext): void {
  step.taskVariables = taskVariables;
  if (task?.policy !== undefined) step.policies.push(task.policy);
  step.outputVariables = new Set(task?.outputVariables?.map(name => name.toLowerCase()));
}

async function runAttempts(planned: PlannedStep, step: StepContext): Promise<void> {
  const name = step.job.variables.expandText(planned.displayName);
  if (name !== planned.displayName) step.entry.rename(`${planned.recordPrefix}${name}`);
  step.write(`##[section]Starting: ${name}`);
  if (planned.task !== undefined) writeHeader(planned.task.header, step);
  const guard = new StepGuard(planned, step);
  try {
    await repeat(planned, step, guard);
    await runAsyncCommands(step, guard);
  } finally {
    guard[Symbol.dispose]();
  }
  if (step.result === 'failed' && readBoolean(step.job.variables.expandText(planned.wire.continueOnError)))
    step.assign('succeededWithIssues');
  step.write(`##[section]Finishing: ${name}`);
}

function writeHeader(header: TaskHeader, step: StepContext): void {
  const lines = [
    ruler,
    `Task         : ${header.friendlyName}`,
    `Description  : ${header.description}`,
    `Version      : ${header.version}`,
    `Author       : ${header.author}`,
    `Help         : ${header.help}`,
    ruler,
  ];
  for (const line of lines) step.log.unmasked(line);
}

/** Runs the task, and again while it fails and `retryCountOnTaskFailure` allows. All attempts share one record and one log. */
async function repeat(planned: PlannedStep, step: StepContext, guard: StepGuard): Promise<void> {
  const retries = retryCount(planned, step);
  for (let attempt = 1; ; attempt += 1) {
    await runOnce(planned, step, guard);
    if (step.result !== 'failed' || attempt > retries || guard.signal.aborted) return;
    const delayMs = Math.min(attempt * attempt, 100) * step.job.retryUnitMs;
    step.warning(
      `RetryHelper encountered task failure, will retry (attempt #: ${attempt} out of ${retries}) after ${delayMs} ms`,
    );
    await sleep(delayMs, undefined, { signal: guard.signal }).catch(() => undefined);
    step.startOver();
  }
}

function retryCount({ wire }: PlannedStep, step: StepContext): number {
  const count = Number(step.job.variables.expandText(wire.retryCountOnTaskFailure));
  if (!Number.isInteger(count) || count <= 0) return 0;
  if (count <= taskRetries) return count;
  step.warning(
    `The maximum allowed number of attempts is ${taskRetries} but got ${count}. Retry attempts count will be decreased to ${taskRetries}.`,
  );
  return taskRetries;
}

async function runOnce(planned: PlannedStep, step: StepContext, guard: StepGuard): Promise<void> {
  try {
    guard.check();
    await orDone(planned.execution(taskRun(planned, step, guard)), step);
    guard.check();
  } catch (failure) {
    // Whatever a step that was stopped ends with, it ends for that.
    const { stopped } = guard;
    // A `TaskFailure` says what is wrong with the step; anything else, such as a full disk, fails it just the same.
    step.error(stopped?.message ?? messageOf(failure), stopped === undefined ? { type: 'error' } : {});
    step.assign(stopped?.result ?? 'failed');
  }
}

/** A step that said it is done is waited for a little, then left to itself; what it writes later is dropped. */
async function orDone(running: Promise<void>, step: StepContext): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const left = step.done.then(
    () =>
      new Promise<void>(resolve => {
        timer = setTimeout(resolve, doneMs).unref();
      }),
  );
  await Promise.race([running, left.then(() => step.close())]).finally(() => clearTimeout(timer));
}

function taskRun(planned: PlannedStep, step: StepContext, guard: StepGuard): TaskRun {
  const { variables, agentEnvironment } = step.job;
  const place = findPlace(planned, step.job);
  const expand = (text: string): string => expandForStep(text, variables, agentEnvironment, place.view);
  const inputs = new TaskInputs(planned.task?.defaults ?? {}, planned.wire.inputs, expand);
  const environment = environmentOf(planned, step, place, expand);
  const run: TaskRun = {
    wire: planned.wire,
    step,
    inputs,
    place,
    environment,
    signal: guard.signal,
    run: call => runProgram(run, call, guard),
  };
  return run;
}

function environmentOf(
  { wire }: PlannedStep,
  step: StepContext,
  place: StepPlace,
  expand: (text: string) => string,
): Record<string, string> {
  const { job } = step;
  return stepEnvironment({
    // A container has an environment of its own, and a path that folders are put before when the program is started.
    agent: place.container === undefined ? job.agentEnvironment : {},
    step: Object.fromEntries(Object.entries(wire.environment).map(([name, value]) => [name, expand(value.trim())])),
    variables: viewed(job.variables.all(), place),
    pathPrefixes: place.container === undefined ? job.pathPrefixes : [],
    task: {
      'agent.jobstatus': job.variables.get('Agent.JobStatus') ?? '',
      GIT_TERMINAL_PROMPT: '0',
      ...Object.fromEntries(job.endpointVariables),
      ...job.processes.environment,
    },
  });
}

function* viewed(variables: Iterable<Variable>, { view }: StepPlace): Iterable<Variable> {
  for (const variable of variables) {
    const value = view(variable.value);
    yield value === variable.value ? variable : { ...variable, value };
  }
}
