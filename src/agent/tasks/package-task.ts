import type { TaskDefinition, TaskHandler } from '../../tasks/definition.ts';
import type { TaskPackage } from '../../tasks/package.ts';
import { printVersion } from '../../tasks/version.ts';
import { runNodeHandler } from './node-handler.ts';
import { checkRequired } from './package-inputs.ts';
import { runPowerShellHandler } from './powershell-handler.ts';
import { type Task, type TaskExecution, TaskFailure } from './task.ts';

/** A package as a task of the agent: each of its stages starts a process. `inTarget`: that process runs where the step's target says. */
export function packageTask(found: TaskPackage, inTarget: boolean): Task {
  const { definition } = found;
  const { prejob, main, postjob } = definition;
  return {
    header: headerOf(definition),
    defaults: Object.fromEntries(definition.inputs.map(({ name, defaultValue }) => [name, defaultValue])),
    ...(prejob === undefined ? {} : { pre: execution(found, prejob) }),
    ...(main === undefined ? {} : { main: execution(found, main) }),
    ...(postjob === undefined ? {} : { post: execution(found, postjob) }),
    inTarget,
    needsNode: [prejob, main, postjob].some(stage => stage?.[0]?.kind === 'node'),
    folder: found.folder,
    policy: definition.restrictions,
    outputVariables: definition.outputVariables,
  };
}

function headerOf(definition: TaskDefinition): Task['header'] {
  const { id, name, version, friendlyName, description, author, help } = definition;
  return { id, name, version: printVersion(version), friendlyName, description, author, help };
}

function execution(found: TaskPackage, [handler]: readonly TaskHandler[]): TaskExecution {
  return async run => {
    if (handler === undefined) {
      throw new TaskFailure(
        'The current operating system is not capable of running this task. That typically means the task was written for Windows only. For example, written for Windows Desktop PowerShell.',
      );
    }
    checkRequired(found.definition, run);
    await (handler.kind === 'node' ? runNodeHandler : runPowerShellHandler)(found, handler, run);
  };
}
