import { toBoolean } from '../../expression/convert.ts';
import { evaluate } from '../../expression/evaluate.ts';
import { expandMacros } from '../../expression/macro.ts';
import { parseExpression } from '../../expression/parse.ts';
import type { JobVariable } from '../events.ts';
import type { RestCall } from '../ports/rest-calls.ts';
import { jsonValue } from './json-value.ts';
import { inputOf } from './server-tasks.ts';

/** How a step's call ended; `waiting` is for whoever was called to say. */
export type CallOutcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly message: string };

type Inputs = Readonly<Record<string, string>>;

/** The call of an `InvokeRESTAPI` step. `text` puts variables in, secrets too. Throws where its headers are no JSON object of texts. */
export function restCallOf(
  inputs: Inputs,
  text: (authored: string) => string,
  place: Pick<RestCall, 'organization' | 'projectId' | 'job'>,
): RestCall {
  const input = (name: string, standard = ''): string => text(inputOf(inputs, name, standard));
  const method = input('method', 'POST').toUpperCase();
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return {
    ...place,
    connection: connectionOf(inputs, text),
    method,
    urlSuffix: input('urlSuffix'),
    headers: readHeaders(input('headers', defaultHeaders)),
    body: hasBody ? input('body') : undefined,
  };
}

/** The call of an Azure function: its address is authored, and its key goes along. */
export function functionCallOf(
  inputs: Inputs,
  text: (authored: string) => string,
  place: Pick<RestCall, 'organization' | 'projectId'>,
): RestCall {
  const input = (name: string, standard = ''): string => text(inputOf(inputs, name, standard));
  const method = input('method', 'POST').toUpperCase();
  const query = input('queryParameters').replace(/^[?&]/, '');
  const address = input('function').trim();
  const key = input('key');
  return {
    ...place,
    method,
    urlSuffix: query === '' ? address : `${address}${address.includes('?') ? '&' : '?'}${query}`,
    headers: { ...readHeaders(input('headers', defaultHeaders)), ...(key === '' ? {} : { 'x-functions-key': key }) },
    body: method === 'GET' || method === 'HEAD' ? undefined : input('body'),
  };
}

/** The service connection that a step calls. */
export function connectionOf(inputs: Inputs, text: (authored: string) => string): string {
  const selector = inputOf(inputs, 'connectedServiceNameSelector', 'connectedServiceName');
  return text(inputOf(inputs, selector, inputOf(inputs, 'connectedServiceName'))).trim();
}

/** What an answer means for its step. */
export function judgeAnswer(inputs: Inputs, answer: { readonly status: number; readonly body: string }): CallOutcome {
  if (answer.status < 200 || answer.status > 299)
    return { kind: 'failed', message: `The call was answered with status ${answer.status}.` };
  if (inputOf(inputs, 'waitForCompletion', 'false').toLowerCase() === 'true') return { kind: 'waiting' };
  const criteria = inputOf(inputs, 'successCriteria').trim();
  return criteria === '' ? { kind: 'succeeded' } : judgeBody(criteria, answer.body);
}

function judgeBody(criteria: string, body: string): CallOutcome {
  const parsed = parseExpression(criteria, 'compile', ['root']);
  if (!parsed.ok) return { kind: 'failed', message: `The success criteria are not valid: ${parsed.error.message}` };
  const root = jsonValue(body);
  if (root === undefined) return { kind: 'failed', message: 'The answer is no JSON, which the success criteria need.' };
  const evaluated = evaluate(parsed.tree, { named: name => (name === 'root' ? root : undefined) });
  if (!evaluated.ok)
    return { kind: 'failed', message: `The success criteria could not be evaluated: ${evaluated.message}` };
  if (toBoolean(evaluated.value)) return { kind: 'succeeded' };
  return { kind: 'failed', message: `The answer did not meet the success criteria ${criteria}.` };
}

/** Puts variables into a text, also secret ones: only for what leaves the server as the step's author wants it. */
export function withSecrets(
  variables: Readonly<Record<string, JobVariable>>,
  open: (sealed: string) => string,
): (text: string) => string {
  const values = new Map(Object.entries(variables).map(([name, variable]) => [name.toLowerCase(), variable]));
  return text =>
    expandMacros(text, name => {
      const found = values.get(name.toLowerCase());
      return found === undefined ? undefined : found.isSecret ? open(found.value) : found.value;
    });
}

/** Why the headers of a call can't be read as they are authored. */
export function headersProblem(inputs: Inputs): string | undefined {
  try {
    readHeaders(inputOf(inputs, 'headers', defaultHeaders));
    return undefined;
  } catch {
    return 'The headers are no JSON object.';
  }
}

/** Why the criteria of a call can't be evaluated. */
export function criteriaProblem(inputs: Inputs): string | undefined {
  const criteria = inputOf(inputs, 'successCriteria').trim();
  if (criteria === '') return undefined;
  const parsed = parseExpression(criteria, 'compile', ['root']);
  return parsed.ok ? undefined : `The success criteria are not valid: ${parsed.error.message}`;
}

function readHeaders(text: string): Record<string, string> {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Error('The headers are no JSON object.');
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
}

// What the task's own header input says where nothing is authored.
const defaultHeaders = JSON.stringify({
  'Content-Type': 'application/json',
  PlanUrl: '$(system.CollectionUri)',
  ProjectId: '$(system.TeamProjectId)',
  HubName: '$(system.HostType)',
  PlanId: '$(system.PlanId)',
  JobId: '$(system.JobId)',
  TimelineId: '$(system.TimelineId)',
  TaskInstanceId: '$(system.TaskInstanceId)',
  AuthToken: '$(system.AccessToken)',
});
