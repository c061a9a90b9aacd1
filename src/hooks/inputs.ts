import { hookInputChars } from '../base/limits.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import { type HookInput, type InputValues, maskedValue } from './input.ts';
import { HookRefusal } from './refusal.ts';

/** Members of inputs that the service itself puts there, and that clients send back with what they read. */
const ofTheService: ReadonlySet<string> = new Set(['tfssubscriptionid', 'hostid', 'teamid', 'subscriberid']);

/** Refuses values that no input takes, or that an input does not take; a filter that is not known would let everything through. */
export function checkInputs(inputs: readonly HookInput[], values: InputValues): void {
  for (const [id, value] of Object.entries(values)) {
    const input = inputs.find(each => each.id === id);
    if (input === undefined && !ofTheService.has(id.toLowerCase())) throw invalid(`There is no input '${id}' here.`);
    if (input !== undefined) checkValue(input, value);
  }
  const missing = inputs.find(({ id, isRequired }) => isRequired === true && (values[id] ?? '') === '');
  if (missing !== undefined) throw invalid(`The input '${missing.id}' is required.`);
}

function checkValue({ id, choices, dataType, maxLength = hookInputChars }: HookInput, value: string): void {
  if (value.length > maxLength) throw invalid(`The input '${id}' has more than ${maxLength} characters.`);
  const isChoice = choices === undefined || choices.some(each => each.value.toLowerCase() === value.toLowerCase());
  if (!isChoice) throw invalid(`The input '${id}' can't be '${value}'.`);
  if (value === '') return;
  if (dataType === 'uri' && !isWebAddress(value)) throw invalid(`The input '${id}' must be an http or https address.`);
  if (dataType === 'boolean' && !/^(true|false)$/i.test(value)) throw invalid(`The input '${id}' is true or false.`);
  if (id === 'httpHeaders' && value !== maskedValue) headersOf(value);
}

function isWebAddress(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*([\t\x20-\x7e\x80-\xff]*)$/;

/** Those that a request's own rules set, and that would let it say it is another one. */
const reservedHeaders: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'connection',
  'expect',
  'upgrade',
]);

/** The headers that a text lists, one on each line. Refused where a line is none. */
export function headersOf(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of text.split(/[\r\n\f]+/).filter(each => each.trim() !== '')) {
    const [, name = '', value = ''] = headerLine.exec(line.trim()) ?? [];
    if (name === '') throw invalid('A line of httpHeaders is not a name, a colon and a value.');
    if (reservedHeaders.has(name.toLowerCase())) throw invalid(`httpHeaders can't set '${name}'.`);
    headers[name.toLowerCase()] = value.trim();
  }
  return headers;
}

/** Confidential values sealed; a masked one stays as it was. */
export function sealInputs(
  inputs: readonly HookInput[],
  values: InputValues,
  before: InputValues,
  secrets: Secrets,
): InputValues {
  return mapConfidential(inputs, values, (value, id) => {
    if (value !== maskedValue) return value === '' ? '' : secrets.seal(value);
    return before[id] ?? '';
  });
}

/** As they are sent with. */
export function openInputs(inputs: readonly HookInput[], values: InputValues, secrets: Secrets): InputValues {
  return mapConfidential(inputs, values, value => (value === '' ? '' : secrets.open(value)));
}

/** As they are answered. */
export function maskInputs(inputs: readonly HookInput[], values: InputValues): InputValues {
  return mapConfidential(inputs, values, value => (value === '' ? '' : maskedValue));
}

function mapConfidential(
  inputs: readonly HookInput[],
  values: InputValues,
  map: (value: string, id: string) => string,
): InputValues {
  const confidential = new Set(inputs.flatMap(({ id, isConfidential }) => (isConfidential === true ? [id] : [])));
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, confidential.has(id) ? map(value, id) : value]),
  );
}

function invalid(message: string): HookRefusal {
  return new HookRefusal('subscriptionInvalid', message);
}
