import { type Static, Type } from 'typebox';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { TestRun } from '../../testing/test-run.ts';
import { WireEnum } from '../../wire/json-schema.ts';
import { testRunState } from '../../wire/tests.ts';
import { serviceError } from '../http/errors.ts';

const text = Type.Optional(Type.String());
const count = Type.Optional(Type.Integer({ minimum: 0 }));

/** What test runs are asked for by: the service has two operations at one address, told apart by their parameters. */
export const TestRunQuery = Type.Object({
  buildUri: text,
  buildIds: text,
  buildDefIds: text,
  branchName: text,
  runTitle: text,
  state: Type.Optional(WireEnum(testRunState)),
  automated: Type.Optional(Type.Boolean()),
  isAutomated: Type.Optional(Type.Boolean()),
  minLastUpdatedDate: text,
  maxLastUpdatedDate: text,
  $top: count,
  $skip: count,
  continuationToken: count,
});
export type TestRunQuery = Static<typeof TestRunQuery>;

/** Whether a test run is among those that are asked for. Every one is automated: there are no manual tests here. */
export function fitsTestRun(query: TestRunQuery, run: TestRun, row: RunRow): boolean {
  const { buildDefIds, branchName, runTitle, state, automated, isAutomated } = query;
  if (automated === false || isAutomated === false) return false;
  if (state !== undefined && state !== 'Unspecified' && state !== run.state) return false;
  if (runTitle !== undefined && runTitle !== run.name) return false;
  if (branchName !== undefined && branchName !== row.facts.repositories.self?.refName) return false;
  if (buildDefIds !== undefined && !buildDefIds.split(',').some(each => Number(each) === row.pipeline.id)) return false;
  const [from, until] = [dateOf(query.minLastUpdatedDate), dateOf(query.maxLastUpdatedDate)];
  return (from === undefined || from <= run.changedAt) && (until === undefined || run.changedAt <= until);
}

function dateOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw serviceError('argument', `'${text}' is not a date.`);
  return at;
}
