import { containerProcess } from '../container/running-container.ts';
import { engineEnvironment } from '../container-engine.ts';
import { fromByteText } from '../log/byte-text.ts';
import { type ProcessCall, runProcess } from '../process/run-process.ts';
import { ProcessStartError } from '../process/running-process.ts';
import { type ProgramCall, TaskFailure, type TaskRun } from '../tasks/task.ts';
import { ProcessOutput } from './process-output.ts';
import type { StepGuard } from './step-guard.ts';

/** Runs a program for a step, see `TaskRun.run`. */
export async function runProgram(run: TaskRun, call: ProgramCall, guard: StepGuard): Promise<number> {
  const { job } = run.step;
  const { stderr: seen, output = 'commands', isJoined = false } = call;
  const commands = output === 'commands';
  const stdout = new ProcessOutput(run.step, { commands, seen: undefined });
  const stderr = new ProcessOutput(run.step, {
    commands,
    seen: seen && (lines => seen(fromByteText(job.masker.maskBytes(lines)))),
  });
  const { forget, ...started } = programOf(run, call);
  const { exitCode } = await runProcess({
    ...started,
    stdout: chunk => (output === 'taken' ? void call.stdout?.(chunk) : stdout.take(chunk)),
    stderr: chunk => stderr.take(chunk),
    isJoined,
    signal: guard.signal,
    stopDelays: job.stopDelays,
    groups: job.processes,
  })
    .catch(failure => {
      throw failure instanceof ProcessStartError ? startFailure(call, failure) : failure;
    })
    .finally(forget);
  stdout.end();
  stderr.end();
  guard.check();
  return exitCode;
}

type Program = Pick<ProcessCall, 'file' | 'args' | 'cwd' | 'env' | 'input' | 'stop'> & { readonly forget: () => void };

/** What is started on the machine: the program itself, or the engine that starts it in a container. */
function programOf({ place, step, environment }: TaskRun, { file, args, cwd, env }: ProgramCall): Program {
  const full = { ...environment, ...env };
  if (place.container === undefined) return { file, args, cwd, env: full, forget: () => undefined };
  const { folders, pathPrefixes } = step.job;
  const inside = { file, args, cwd, environment: full, pathPrefixes: pathPrefixes.map(place.view), temp: folders.temp };
  return { ...containerProcess(place.container, inside), cwd: folders.temp, env: engineEnvironment() };
}

function startFailure({ file, cwd }: ProgramCall, failure: ProcessStartError): TaskFailure {
  return new TaskFailure(`The program '${file}' could not be started in '${cwd}': ${failure.message}`);
}
