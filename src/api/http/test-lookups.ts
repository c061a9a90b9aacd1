import type { RunRow } from '../../run/ports/run-store.ts';
import type { TestRun } from '../../testing/test-run.ts';
import type { TestOutcome } from '../../wire/test-server.ts';
import { testOutcome } from '../../wire/tests.ts';
import type { Services } from '../services.ts';
import { type ServiceError, serviceError } from './errors.ts';
import { buildOf, projectOf } from './lookups.ts';

/** The test run a route names, and the run that it belongs to; or the service's 404. */
export async function testRunOf(
  services: Services,
  { project, testRunId }: { readonly project: string; readonly testRunId: number },
): Promise<{ readonly run: TestRun; readonly row: RunRow }> {
  const { id } = await projectOf(services, { project });
  const run = await services.tests.get(services.organization, id, testRunId);
  if (run === undefined) throw serviceError('testRunMissing', `Test run ${testRunId} cannot be found.`);
  return { run, row: await buildOf(services, { project: id, buildId: run.runId }) };
}

/** The run that `vstfs:///Build/Build/7` or `7` names, `undefined` for anything else. */
export function buildIdOf(text: string): number | undefined {
  const [, id] = /^(?:vstfs:\/\/\/build\/build\/)?(\d{1,9})$/i.exec(text) ?? [];
  return id === undefined ? undefined : Number(id);
}

export function resultMissing(testRunId: number, resultId: number): ServiceError {
  return serviceError('testRunMissing', `Test result ${resultId} of test run ${testRunId} cannot be found.`);
}

/** Whether a comma-separated list of outcomes has one, by name in any case or by number; no list wants all. */
export function isWanted(outcomes: string | undefined, outcome: TestOutcome): boolean {
  if (outcomes === undefined || outcomes.trim() === '') return true;
  const wanted = outcomes.toLowerCase().split(',');
  return wanted.some(each => each.trim() === outcome.toLowerCase() || Number(each) === testOutcome[outcome]);
}
