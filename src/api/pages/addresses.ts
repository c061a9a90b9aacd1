import type { Visit } from './visit.ts';

type Home = Pick<Visit, 'home'>;

/** Where the pages are, as paths; each project by its id, as the links of the API have it, or by its name. */

export function pipelinesAddress(
  { home }: Home,
  project: string,
  query: Readonly<Record<string, string>> = {},
): string {
  return withQuery(`${buildHome(home, project)}`, query);
}

export function pipelineAddress(
  { home }: Home,
  project: string,
  definitionId: number,
  query: Readonly<Record<string, string>> = {},
): string {
  return withQuery(`${buildHome(home, project)}/definition`, { definitionId: String(definitionId), ...query });
}

export function runFormAddress(
  { home }: Home,
  project: string,
  definitionId: number,
  query: Readonly<Record<string, string>> = {},
): string {
  return withQuery(`${buildHome(home, project)}/run`, { definitionId: String(definitionId), ...query });
}

export function runAddress(
  { home }: Home,
  project: string,
  buildId: number,
  query: Readonly<Record<string, string>> = {},
): string {
  return withQuery(`${buildHome(home, project)}/results`, { buildId: String(buildId), ...query });
}

/** The log of a step, or of a job where no step is named; of an earlier attempt with the id of its timeline. */
export type LogPlace = {
  readonly job: string;
  readonly step?: string | undefined;
  readonly attempt?: string | undefined;
};

export function logAddress(
  visit: Home,
  project: string,
  buildId: number,
  { job, step, attempt }: LogPlace,
  query: Readonly<Record<string, string>> = {},
): string {
  const named = step === undefined ? { j: job } : { j: job, t: step };
  const of = attempt === undefined ? named : { ...named, attempt };
  return runAddress(visit, project, buildId, { view: 'logs', ...of, ...query });
}

/** Where a log is read as it is. */
export function rawLogAddress({ home }: Home, project: string, buildId: number, logId: number): string {
  return withQuery(`${buildHome(home, project)}/log`, { buildId: String(buildId), logId: String(logId) });
}

export function artifactAddress({ home }: Home, project: string, buildId: number, artifactName: string): string {
  return withQuery(`${buildHome(home, project)}/artifact`, { buildId: String(buildId), artifactName });
}

export function approvalAddress({ home }: Home, project: string, buildId: number): string {
  return withQuery(`${buildHome(home, project)}/approval`, { buildId: String(buildId) });
}

export function repositoryAddress({ home }: Home, project: string, repository: string): string {
  return `${home}/${encodeURIComponent(project)}/_git/${encodeURIComponent(repository)}`;
}

export function commitAddress(visit: Home, project: string, repository: string, commitId: string): string {
  return `${repositoryAddress(visit, project, repository)}/commit/${commitId}`;
}

function buildHome(home: string, project: string): string {
  return `${home}/${encodeURIComponent(project)}/_build`;
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
