import { addedSecrets, outputVariableChars } from '../../base/limits.ts';
import type { StepContext } from '../step/step-context.ts';
import { CommandError, type CommandHandler, isOn, required } from './command.ts';
import { allowsVariable } from './command-policy.ts';

/**
 * `task.setvariable`: sets a variable for the steps that follow, or with `isOutput` an output variable, which is read as `step.name`.
 * A secret is hidden from this line on. A step that may not set the variable is warned and goes on.
 */
export const setVariable: CommandHandler = (command, step) => {
  const name = required(command, 'variable');
  const { variables } = step.job;
  if (!allowsVariable(step.policies, name)) {
    step.warning(`Setting variable '${name}' has been disabled by the task or build definition.`);
    return;
  }
  if (variables.isReadOnly(name)) throw new CommandError(readOnlyMessage(name));
  const isOutput = isOn(command, 'isoutput') || step.outputVariables.has(name.toLowerCase());
  if (isOutput && command.data.length > outputVariableChars) {
    throw new CommandError(`The output variable '${name}' is longer than ${outputVariableChars} characters.`);
  }
  const fullName = isOutput ? `${step.entry.refName}.${name}` : name;
  const isSecret = isOn(command, 'issecret') || variables.isSecret(fullName);
  if (isSecret) {
    if (/[\r\n]/.test(command.data) && !variables.isOn('SYSTEM_UNSAFEALLOWMULTILINESECRET'))
      throw new CommandError('Secrets cannot contain multiple lines');
    hide(command.data, step);
  }
  const keepsCase = isOn(command, 'preservecase');
  // An output is set again by its own step alone, under its own name.
  const isReadOnly = isOn(command, 'isoutput') || isOn(command, 'isreadonly');
  variables.set(fullName, command.data, { isSecret, isReadOnly, keepsCase });
  if (isOutput) step.entry.output(name, { value: command.data, ...(isSecret ? { isSecret } : {}) });
};

/** `task.settaskvariable`: a variable that only the executions of this task see. */
export const setTaskVariable: CommandHandler = (command, step) => {
  const name = required(command, 'variable');
  if (isOn(command, 'issecret')) hide(command.data, step);
  step.taskVariables.set(name, command.data);
};

/** `task.setsecret`: hides its data from this line on. */
export const setSecret: CommandHandler = (command, step) => {
  hide(command.data, step);
};

function hide(secret: string, step: StepContext): void {
  const { masker } = step.job;
  if (masker.isFull) throw new CommandError(`A job can have no more than ${addedSecrets} secrets.`);
  masker.add(secret);
}

function readOnlyMessage(name: string): string {
  return `Overwriting readonly variable '${name}' is not permitted. See https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details.`;
}
