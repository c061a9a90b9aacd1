import { type LocationName, resourceLocations } from '../../wire/resource-locations.ts';
import { type ServiceError, serviceError } from './errors.ts';

/**
 * Chooses the api-version of an answer as the service does: from the query, else from `Accept`, else, for reads alone, the newest.
 * The shapes of our answers are the same in every version; what differs is what is refused, and what the answer echoes.
 */

type Version = { readonly major: number; readonly minor: number };
type Asked = Version & { readonly preview: boolean; readonly resource: number | undefined };

/** The newest version that any resource is served in. */
const newest = '7.2';
const shape = /^(\d{1,4})\.(\d{1,4})(?:-preview(?:\.(\d{1,4}))?)?$/i;
const inAccept = /;\s*api-version\s*=\s*"?([^;,"\s]+)/i;

/** The version text that a request carries. */
export function askedVersion(query: Readonly<Record<string, unknown>>, accept: string | undefined): string | undefined {
  const text = query['api-version'] ?? otherSpelling(query);
  if (typeof text === 'string' && text !== '') return text;
  return accept === undefined ? undefined : inAccept.exec(accept)?.[1];
}

function otherSpelling(query: Readonly<Record<string, unknown>>): unknown {
  for (const name in query) if (name.toLowerCase() === 'api-version') return query[name];
  return undefined;
}

/** The version of an answer as its media type says it, or the error to answer. */
export type Chosen =
  | { readonly ok: true; readonly contentType: string }
  | { readonly ok: false; readonly error: ServiceError };

/** How many versions of a resource are remembered; clients ask for the same few. */
const rememberedVersions = 64;

/** Chooses the versions of one resource. */
export class Versions {
  readonly #location: LocationName;
  /** What is not served, or not named, is answered in the newest version. */
  readonly #isLoose: boolean;
  readonly #accepted = new Map<string, Chosen>();

  constructor(location: LocationName, isLoose = false) {
    this.#location = location;
    this.#isLoose = isLoose;
  }

  choose(method: string, text: string | undefined): Chosen {
    if (text === undefined) return this.#unasked(method);
    const known = this.#accepted.get(text);
    if (known !== undefined) return known;
    const error = refusal(this.#location, text);
    if (error !== undefined) return this.#isLoose ? this.#unasked('GET') : { ok: false, error };
    const chosen = accepted(text.toLowerCase());
    if (this.#accepted.size < rememberedVersions) this.#accepted.set(text, chosen);
    return chosen;
  }

  #unasked(method: string): Chosen {
    if (writes(method) && !this.#isLoose) return { ok: false, error: notSpecified(method) };
    const { releasedVersion, maxVersion, resourceVersion } = resourceLocations[this.#location];
    return accepted(releasedVersion === '0.0' ? `${maxVersion}-preview.${resourceVersion}` : releasedVersion);
  }
}

function accepted(version: string): Chosen {
  return { ok: true, contentType: `application/json; charset=utf-8; api-version=${version}` };
}

function refusal(location: LocationName, text: string): ServiceError | undefined {
  const { releasedVersion, maxVersion, minVersion, resourceVersion } = resourceLocations[location];
  const asked = parse(text);
  if (asked === undefined || compare(asked, version(minVersion)) < 0 || compare(asked, version(maxVersion)) > 0) {
    return outOfRange(text);
  }
  if (asked.resource !== undefined && asked.resource > resourceVersion) return outOfRange(text);
  if (!asked.preview && compare(asked, version(releasedVersion)) > 0) return underPreview(text);
  return undefined;
}

function writes(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

function parse(text: string): Asked | undefined {
  const found = shape.exec(text);
  if (found === null) return undefined;
  return {
    major: Number(found[1]),
    minor: Number(found[2]),
    preview: text.includes('-'),
    resource: found[3] === undefined ? undefined : Number(found[3]),
  };
}

function version(text: string): Version {
  const [major = '0', minor = '0'] = text.split('.');
  return { major: Number(major), minor: Number(minor) };
}

function compare(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor;
}

function notSpecified(method: string): ServiceError {
  return serviceError(
    'versionMissing',
    `No api-version was supplied for the "${method}" request. The version must be supplied either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").`,
  );
}

function underPreview(text: string): ServiceError {
  return serviceError(
    'versionPreview',
    `The requested version "${text}" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "${text}-preview"`,
  );
}

function outOfRange(text: string): ServiceError {
  return serviceError(
    'versionOutOfRange',
    `The requested REST API version of ${text} is out of range for this server. The latest REST API version this server supports is ${newest}.`,
  );
}
