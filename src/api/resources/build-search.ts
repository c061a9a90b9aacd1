import { matchesName } from '../../base/name-pattern.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { buildQueryOrder, buildReason, buildResult, buildStatus } from '../../wire/builds.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';
import { buildResultOf, buildStatusOf } from './build-resource.ts';

type FlagsOf<Numbers> = keyof Numbers & string;

/** What a list of builds is asked for. Texts with several values join them by commas. */
export type BuildQuery = {
  readonly definitions?: string;
  readonly queues?: string;
  readonly repositoryType?: string;
  readonly buildIds?: string;
  readonly buildNumber?: string;
  readonly minTime?: string;
  readonly maxTime?: string;
  readonly requestedFor?: string;
  readonly reasonFilter?: FlagsOf<typeof buildReason>;
  readonly statusFilter?: FlagsOf<typeof buildStatus>;
  readonly resultFilter?: FlagsOf<typeof buildResult>;
  readonly tagFilters?: string;
  readonly branchName?: string;
  readonly repositoryId?: string;
  readonly deletedFilter?: 'excludeDeleted' | 'includeDeleted' | 'onlyDeleted';
  readonly maxBuildsPerDefinition?: number;
  readonly queryOrder?: FlagsOf<typeof buildQueryOrder>;
  readonly continuationToken?: string;
  readonly $top?: number;
};

/** How many builds are answered unless the query says otherwise, and at most. */
const standardTop = 1000;
const mostBuilds = 5000;
/** How many rows are read at once. */
const batch = 500;

/** The pool of runs for which nobody chose one. */
const firstPool = 1;

type Test = (row: RunRow) => boolean;

/**
 * The builds that a query names, and what the next page's query continues with. Rows are read in batches, newest first, until the page is
 * full; for an order that is not that of their ids all that match are read, and those kept that come before the end of the page.
 */
export async function searchBuilds(
  services: Services,
  projectId: RunRow['projectId'],
  query: BuildQuery,
): Promise<{ readonly rows: readonly RunRow[]; readonly continuationToken: string | undefined }> {
  const top = Math.min(query.$top ?? standardTop, mostBuilds);
  const order = orderOf(query.queryOrder);
  if (order === undefined) {
    const rows = await firstOf(newestOf(services, projectId, query), top + 1);
    const page = rows.slice(0, top);
    const last = page.at(-1);
    return { rows: page, continuationToken: rows.length > top && last ? `id:${last.key.runId}` : undefined };
  }
  const from = offsetOf(query, 'at') ?? 0;
  const end = from + top;
  const rows = await firstInOrder(matching(services, projectId, query, undefined), end + 1, order);
  return { rows: rows.slice(from, end), continuationToken: top > 0 && rows.length > end ? `at:${end}` : undefined };
}

/** The builds after those of earlier pages. Where so many are asked for of each definition, those of earlier pages count. */
async function* newestOf(services: Services, projectId: RunRow['projectId'], query: BuildQuery): AsyncIterable<RunRow> {
  const before = offsetOf(query, 'id');
  const counts = query.maxBuildsPerDefinition !== undefined;
  for await (const row of matching(services, projectId, query, counts ? undefined : before))
    if (before === undefined || row.key.runId < before) yield row;
}

async function firstOf(found: AsyncIterable<RunRow>, most: number): Promise<readonly RunRow[]> {
  const rows: RunRow[] = [];
  for await (const row of found) if (rows.push(row) >= most) break;
  return rows;
}

async function firstInOrder(
  found: AsyncIterable<RunRow>,
  most: number,
  order: (a: RunRow, b: RunRow) => number,
): Promise<readonly RunRow[]> {
  let rows: RunRow[] = [];
  for await (const row of found) if (rows.push(row) >= 2 * most) rows = rows.sort(order).slice(0, most);
  return rows.sort(order).slice(0, most);
}

async function* matching(
  { organization, runs }: Services,
  projectId: RunRow['projectId'],
  query: BuildQuery,
  beforeId: number | undefined,
): AsyncIterable<RunRow> {
  const tests = testsOf(query);
  const definitions = numbersIn(query.definitions);
  const only = definitions?.length === 1 ? definitions[0] : undefined;
  const buildIds = numbersIn(query.buildIds) ?? [];
  const oldest = buildIds.length === 0 ? 0 : Math.min(...buildIds);
  const end = buildIds.length === 0 ? Infinity : Math.max(...buildIds) + 1;
  for (let before = Math.min(beforeId ?? Infinity, end); ; ) {
    const rows = await runs.list({
      organization,
      projectId,
      ...(only === undefined ? {} : { pipelineId: only }),
      ...(before === Infinity ? {} : { before }),
      top: batch,
    });
    for (const row of rows) if (tests.every(test => test(row))) yield row;
    before = rows.at(-1)?.key.runId ?? 0;
    if (rows.length < batch || before <= oldest) return;
  }
}

function testsOf(query: BuildQuery): Test[] {
  return [...placeTests(query), ...stateTests(query), ...timeTests(query), ...perDefinition(query)];
}

function placeTests(query: BuildQuery): Test[] {
  const tests: Test[] = [];
  const { buildNumber, branchName, repositoryId, requestedFor } = query;
  const definitions = numbersIn(query.definitions);
  if (definitions !== undefined) tests.push(row => definitions.includes(row.pipeline.id));
  const buildIds = numbersIn(query.buildIds);
  if (buildIds !== undefined) tests.push(row => buildIds.includes(row.key.runId));
  if (buildNumber) tests.push(row => matchesName(buildNumber, row.name));
  if (branchName) {
    const full = branchName.startsWith('refs/') ? branchName : `refs/heads/${branchName}`;
    tests.push(row => row.facts.repositories.self?.refName === full);
  }
  const queues = numbersIn(query.queues);
  if (queues !== undefined) tests.push(({ facts: { poolId = firstPool } }) => queues.includes(poolId));
  if (query.repositoryType && !isSame('TfsGit', query.repositoryType)) tests.push(() => false);
  if (repositoryId) tests.push(row => isSame(row.facts.repositories.self?.id, repositoryId));
  if (requestedFor) {
    tests.push(
      ({
        facts: {
          requestedFor: { id, displayName, uniqueName },
        },
      }) => [id, displayName, uniqueName].some(name => isSame(name, requestedFor)),
    );
  }
  return tests;
}

function stateTests({ statusFilter, resultFilter, reasonFilter, tagFilters, deletedFilter }: BuildQuery): Test[] {
  const tests: Test[] = [];
  if (statusFilter && statusFilter !== 'all' && statusFilter !== 'none')
    tests.push(row => buildStatusOf(row) === statusFilter);
  if (resultFilter && resultFilter !== 'none') tests.push(row => buildResultOf(row) === resultFilter);
  if (reasonFilter && reasonFilter !== 'all' && reasonFilter !== 'none')
    tests.push(row => row.facts.reason === reasonFilter || reasonFilter === 'triggered');
  for (const tag of splitList(tagFilters)) tests.push(row => row.notes.tags.some(other => isSame(other, tag)));
  if (deletedFilter === 'onlyDeleted') tests.push(row => row.notes.isDeleted);
  else if (deletedFilter !== 'includeDeleted') tests.push(row => !row.notes.isDeleted);
  return tests;
}

function timeTests({ minTime, maxTime, queryOrder }: BuildQuery): Test[] {
  const time = timeOf(queryOrder);
  const tests: Test[] = [];
  if (minTime) {
    const from = instantOf(minTime);
    tests.push(row => (time(row) ?? -1) >= from);
  }
  if (maxTime) {
    const to = instantOf(maxTime);
    tests.push(row => (time(row) ?? Infinity) <= to);
  }
  return tests;
}

// The last of the tests: it counts what all others let through.
function perDefinition({ maxBuildsPerDefinition: most }: BuildQuery): Test[] {
  if (most === undefined) return [];
  const counts = new Map<number, number>();
  return [
    ({ pipeline: { id } }) => {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      return (counts.get(id) ?? 0) <= most;
    },
  ];
}

function timeOf(order: BuildQuery['queryOrder']): (row: RunRow) => number | undefined {
  if (order?.startsWith('start')) return row => row.startedAt;
  if (order?.startsWith('queue')) return row => row.createdAt;
  return row => row.finishedAt;
}

/** How rows are to be sorted; `undefined` for newest first, as they are read. Those without a time come as the latest. */
function orderOf(order: BuildQuery['queryOrder']): ((a: RunRow, b: RunRow) => number) | undefined {
  if (order === undefined || order === 'queueTimeDescending') return undefined;
  const time = timeOf(order);
  const sign = order.endsWith('Descending') ? -1 : 1;
  return (a, b) => {
    const [first, second] = [time(a) ?? Infinity, time(b) ?? Infinity];
    return sign * (first === second ? a.key.runId - b.key.runId : first - second);
  };
}

function offsetOf({ continuationToken }: BuildQuery, kind: 'id' | 'at'): number | undefined {
  if (!continuationToken) return undefined;
  const offset = new RegExp(`^${kind}:(\\d{1,15})$`).exec(continuationToken)?.[1];
  if (offset !== undefined) return Number(offset);
  throw serviceError('argument', `The continuation token '${continuationToken}' is not valid for this query.`);
}

function instantOf(text: string): number {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw serviceError('argument', `'${text}' is not a time.`);
  return instant;
}

function numbersIn(text: string | undefined): readonly number[] | undefined {
  return text ? splitList(text).map(numberOf) : undefined;
}

function numberOf(text: string): number {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw serviceError('argument', `'${text}' is not a number.`);
}

function splitList(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').flatMap(part => (part.trim() === '' ? [] : [part.trim()]));
}

function isSame(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
