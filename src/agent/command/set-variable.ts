import { CommandError, type CommandHandler, isOn, required } from './command.ts';

/**
 * `task.setvariable`: sets a variable for the steps that follow, or with `isOutput` an output variable, which is read as `step.name`.
 * A secret is hidden from this line on.
 */
export const setVariable: CommandHandler = (command, step) => {
  const name = required(command, 'variable');
  const { variables, masker } = step.job;
  if (variables.isReadOnly(name)) throw new CommandError(readOnlyMessage(name));
  const isOutput = isOn(command, 'isoutput');
  const fullName = isOutput ? `${step.entry.refName}.${name}` : name;
  const isSecret = isOn(command, 'issecret') || variables.isSecret(fullName);
  if (isSecret) {
    if (/[\r\n]/.test(command.data)) throw new CommandError('Secrets cannot contain multiple lines');
    masker.add(command.data);
  }
  const keepsCase = isOn(command, 'preservecase');
  variables.set(fullName, command.data, { isSecret, isReadOnly: isOn(command, 'isreadonly'), keepsCase });
  if (isOutput) step.entry.output(name, { value: command.data, ...(isSecret ? { isSecret } : {}) });
};

/** `task.settaskvariable`: a variable that only the executions of this task see. */
export const setTaskVariable: CommandHandler = (command, step) => {
  const name = required(command, 'variable');
  if (isOn(command, 'issecret')) step.job.masker.add(command.data);
  step.taskVariables.set(name, command.data);
};

/** `task.setsecret`: hides its data from this line on. */
export const setSecret: CommandHandler = (command, step) => {
  step.job.masker.add(command.data);
};

function readOnlyMessage(name: string): string {
  return `Overwriting readonly variable '${name}' is not permitted. See https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details.`;
}
