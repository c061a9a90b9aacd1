import type { Endpoint } from './endpoints.ts';
import { ResourceRefusal } from './refusal.ts';

/** What somebody wants to be asked of what an endpoint stands for. */
export type EndpointRequest = {
  /** Of the data source; `{{endpoint.url}}` and parameters stand in it. Absent: a test of the connection, which asks for the endpoint's own address. */
  readonly url: string | undefined;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
};

/** A request within the endpoint's address: `urlSuffix` goes behind it. */
export type WithinEndpoint = Pick<EndpointRequest, 'method' | 'headers' | 'body'> & { readonly urlSuffix: string };

/**
 * Puts parameters in, and keeps to the endpoint's own address, because its credentials go with the request. Throws a `ResourceRefusal` for any other
 * address.
 */
export function withinEndpoint(endpoint: Endpoint, request: EndpointRequest): WithinEndpoint {
  const text = (authored: string): string => filledIn(authored, endpoint, request.parameters);
  const own = endpoint.url.replace(/\/+$/, '');
  const url = text(request.url ?? endpoint.url);
  if (!isBelow(url, own))
    throw invalid(`A request over a service connection stays below its address, ${endpoint.url}.`);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, text(value)]));
  return {
    urlSuffix: url.startsWith(endpoint.url) ? url.slice(endpoint.url.length) : url.slice(own.length),
    method: request.method.toUpperCase(),
    headers,
    body: request.body === undefined ? undefined : text(request.body),
  };
}

/** `{{endpoint.url}}`, `{{{name}}}` and `$(name)` become what they stand for; what is not known becomes nothing. */
function filledIn(text: string, endpoint: Endpoint, parameters: Readonly<Record<string, string>>): string {
  const known = (name: string): string => {
    const own = /^endpoint\.(.+)$/i.exec(name)?.[1];
    if (own?.toLowerCase() === 'url') return endpoint.url.replace(/\/+$/, '');
    return (own === undefined ? parameters[name] : endpoint.data[own]) ?? '';
  };
  return text.replace(/\{\{\{?\s*([\w.-]+)\s*\}?\}\}|\$\(([\w.-]+)\)/g, (_, braced?: string, called?: string) =>
    known(braced ?? called ?? ''),
  );
}

/** Whether an address is of the same place, also once `..` in it is followed. */
function isBelow(url: string, own: string): boolean {
  if (!url.startsWith(own) || !/^($|[/?])/.test(url.slice(own.length))) return false;
  if (!URL.canParse(url) || !URL.canParse(own)) return false;
  const [asked, place] = [new URL(url), new URL(own)];
  return asked.origin === place.origin && `${asked.pathname}/`.startsWith(place.pathname.replace(/\/*$/, '/'));
}

/** A step of a selector: a name, the number of an item, or all items. */
const step = /\.([\w-]+|\*)|\[(\d+|\*|'[^']*'|"[^"]*")\]/y;

/**
 * What a selector (`jsonpath:$.value[*].name`) finds in an answer, each as text: texts as they are, everything else as JSON. Without a selector the
 * answer is all of it. Throws a `ResourceRefusal` for selectors of other kinds, and for an answer that is no JSON.
 */
export function selected(body: string, selector: string | undefined): readonly unknown[] {
  if (selector === undefined || selector === '') return [jsonOrText(body)];
  const [, path] = /^(?:jsonpath:)?\$(.*)$/s.exec(selector.trim()) ?? [];
  if (path === undefined) throw invalid(`The result selector ${selector} is not made here: it begins with jsonpath:$.`);
  let found: readonly unknown[] = [jsonOf(body)];
  for (let at = 0; at < path.length; ) {
    step.lastIndex = at;
    const [whole = '', name, item = ''] = step.exec(path) ?? [];
    if (whole === '') throw invalid(`The result selector ${selector} is not made here: names, items and [*] are.`);
    at += whole.length;
    found = found.flatMap(value => members(value, name ?? item.replace(/^['"]|['"]$/g, '')));
  }
  return found;
}

function members(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (name === '*') return Object.values(value);
  return Object.hasOwn(value, name) ? [(value as Readonly<Record<string, unknown>>)[name]] : [];
}

/** A found value as text, or a template with its members put in: `{"Value":"{{id}}"}`. */
export function rendered(value: unknown, template: string | undefined): string {
  const text = (each: unknown): string =>
    typeof each === 'string' ? each : each === undefined ? '' : JSON.stringify(each);
  if (template === undefined || template === '') return text(value);
  return template.replace(/\{\{\{?\s*([\w.-]+)\s*\}?\}\}/g, (_, path: string) => {
    if (path === 'defaultResultKey') return text(value);
    const [found] = path.split('.').reduce<readonly unknown[]>((values, name) => members(values[0], name), [value]);
    return text(found);
  });
}

function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw invalid('The answer is no JSON, which the result selector needs.');
  }
}

function invalid(message: string): ResourceRefusal {
  return new ResourceRefusal('endpointInvalid', message);
}
