import { existsSync } from 'node:fs';
import type { RunningContainer } from '../container/running-container.ts';
import type { JobContext } from '../job/job-context.ts';
import { findProgram } from '../tasks/find-program.ts';
import { TaskFailure } from '../tasks/task.ts';
import type { PlannedStep } from './planned-step.ts';
import type { StepPlace } from './step-place.ts';

/**
 * The place of a step. A task of the agent's own runs within the agent wherever its step is sent, on folders that containers share; what starts
 * programs for the user (`inTarget`) goes to the target. Throws a `TaskFailure` when there is no such place.
 */
export function findPlace({ wire, task }: PlannedStep, { containers }: JobContext): StepPlace {
  const place = containers.placeOf(wire);
  const isInTarget = task?.inTarget === true;
  if (typeof place === 'string' && (isInTarget || wire.target?.target)) throw new TaskFailure(place);
  if (typeof place === 'object' && isInTarget) return containerPlace(place);
  return {
    container: undefined,
    view: text => containers.outside(text),
    outside: path => containers.outside(path),
    isMissing: path => !existsSync(containers.outside(path)),
    program: findProgram,
  };
}

function containerPlace(container: RunningContainer): StepPlace {
  const { paths, bash } = container;
  return {
    container,
    view: text => paths.inside(text),
    outside: path => paths.outside(path),
    isMissing: path => paths.isShared(path) && !existsSync(paths.outside(path)),
    program: name => (name === 'bash' ? bash : name),
  };
}
