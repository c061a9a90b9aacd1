import { fromByteText } from '../log/byte-text.ts';
import { ProcessStartError, runProcess } from '../process/run-process.ts';
import { type ProgramCall, TaskFailure, type TaskRun } from '../tasks/task.ts';
import { ProcessOutput } from './process-output.ts';
import type { StepGuard } from './step-guard.ts';

/** Runs a program for a step, see `TaskRun.run`. */
export async function runProgram(run: TaskRun, call: ProgramCall, guard: StepGuard): Promise<number> {
  const { job } = run.step;
  const { stderr: seen, output = 'commands' } = call;
  const commands = output === 'commands';
  const stdout = new ProcessOutput(run.step, { commands, seen: undefined });
  const stderr = new ProcessOutput(run.step, {
    commands,
    seen: seen && (lines => seen(fromByteText(job.masker.maskBytes(lines)))),
  });
  const { exitCode } = await runProcess({
    file: call.file,
    args: call.args,
    cwd: call.cwd,
    env: { ...run.environment, ...call.env },
    stdout: chunk => (output === 'taken' ? void call.stdout?.(chunk) : stdout.take(chunk)),
    stderr: chunk => stderr.take(chunk),
    signal: guard.signal,
    stopDelays: job.stopDelays,
    groups: job.processes,
  }).catch(failure => {
    throw failure instanceof ProcessStartError ? startFailure(call, failure) : failure;
  });
  stdout.end();
  stderr.end();
  guard.check();
  return exitCode;
}

function startFailure({ file, cwd }: ProgramCall, failure: ProcessStartError): TaskFailure {
  return new TaskFailure(`The program '${file}' could not be started in '${cwd}': ${failure.message}`);
}
