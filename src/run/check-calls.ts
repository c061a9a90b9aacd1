import { connectionOf, criteriaProblem, headersProblem } from './agentless/rest-call.ts';
import { inputOf } from './agentless/server-tasks.ts';

type Inputs = Readonly<Record<string, string>>;

const methods: readonly string[] = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'PATCH'];

/** Why no call can be made of the inputs of a check; `undefined` where one can. */
export function callProblem(task: 'invokeRest' | 'azureFunction', inputs: Inputs): string | undefined {
  const method = inputOf(inputs, 'method', 'POST').toUpperCase();
  if (task === 'invokeRest' && connectionOf(inputs, text => text) === '')
    return 'The check names no service connection to call.';
  if (task === 'azureFunction' && inputOf(inputs, 'function').trim() === '')
    return 'The check names no function to call.';
  if (!methods.includes(method)) return `'${method}' is no method of a call.`;
  return headersProblem(inputs) ?? criteriaProblem(inputs);
}

/** Whether what is called says later how the check ended, by the event `TaskCompleted`. */
export function waitsForWord(inputs: Inputs): boolean {
  return inputOf(inputs, 'waitForCompletion', 'false').toLowerCase() === 'true';
}
