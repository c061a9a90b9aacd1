import { CommandError, type CommandHandler, required } from './command.ts';

/** `task.setendpoint`: changes what later steps are told of a service connection. */
export const setEndpoint: CommandHandler = (command, step) => {
  const id = required(command, 'id');
  const field = required(command, 'field').toLowerCase();
  if (command.data === '') throw new CommandError('The value is missing in ##vso[task.setendpoint] command.');
  const { endpointVariables, endpointSecrets, masker } = step.job;
  if (field === 'url') {
    if (!URL.canParse(command.data)) throw new CommandError(`'${command.data}' is not a legal url.`);
    endpointVariables.set(`ENDPOINT_URL_${id}`, command.data);
    return;
  }
  const key = required(command, 'key');
  if (field === 'dataparameter') endpointVariables.set(`ENDPOINT_DATA_${id}_${environmentKey(key)}`, command.data);
  else if (field === 'authparameter') {
    masker.add(command.data);
    endpointSecrets.set(`ENDPOINT_AUTH_PARAMETER_${id}_${environmentKey(key)}`, command.data);
  } else
    throw new CommandError(
      'The field is either url, dataParameter or authParameter in ##vso[task.setendpoint] command.',
    );
};

function environmentKey(key: string): string {
  return key.replace(/[. ]/g, '_').toUpperCase();
}
