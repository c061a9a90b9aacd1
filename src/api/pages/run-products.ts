import type { Artifact } from '../../artifacts/artifact-store.ts';
import { searchedTestResults, shownFailureLines, shownTestResults } from '../../base/limits.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { addCounts, type KeptTestResult, type OutcomeCounts, type TestRun, totalOf } from '../../testing/test-run.ts';
import type { Coverage } from '../../wire/test-server.ts';
import { operations } from '../http/operations.ts';
import { allows } from '../http/scope-rules.ts';
import type { Services } from '../services.ts';
import { artifactAddress } from './addresses.ts';
import { type Markup, markup } from './markup.ts';
import { durationText } from './time-words.ts';
import type { Visit } from './visit.ts';

/** What a run left behind: artifacts, and, for who may read them, test results and coverage. */
export async function productsOf(services: Services, visit: Visit, row: RunRow): Promise<Markup> {
  const artifacts = await services.artifacts.list(row.key);
  const mayReadTests = allows(visit.caller.granted, operations['testSummary.get'].scope);
  const tests = mayReadTests ? [await testsOf(services, row), await coverageOf(services, row)] : [];
  return markup`${artifactsOf(visit, row, artifacts)}${tests}`;
}

function artifactsOf(visit: Visit, row: RunRow, artifacts: readonly Artifact[]): Markup {
  if (artifacts.length === 0) return markup``;
  return markup`<section aria-labelledby="artifacts"><h2 id="artifacts">Artifacts</h2><ul>${artifacts.map(
    ({ name, tree, type }) =>
      tree === undefined
        ? markup`<li><bdi>${name}</bdi> <span class="lead">(${type}, not kept here)</span></li>`
        : markup`<li><a href="${artifactAddress(visit, row.projectId, row.key.runId, name)}"><bdi>${name}</bdi></a> <span class="lead">${sizeText(tree.sizeBytes)}, as a zip</span></li>`,
  )}</ul></section>`;
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kib = bytes / 1024;
  if (kib < 1024) return `${kib.toFixed(1)} KiB`;
  return kib < 1024 * 1024 ? `${(kib / 1024).toFixed(1)} MiB` : `${(kib / 1024 / 1024).toFixed(1)} GiB`;
}

async function testsOf(services: Services, row: RunRow): Promise<Markup> {
  const runs = await services.tests.ofRun(row);
  if (runs.length === 0) return markup``;
  const counts = addCounts(runs.map(({ outcomes }) => outcomes));
  const { count, durationMs } = totalOf(counts);
  // While a run goes on its page is made again and again.
  const failed = row.state === 'completed' && counts.Failed !== undefined ? await failedResults(services, runs) : [];
  return markup`<section aria-labelledby="tests"><h2 id="tests">Tests</h2><p>${outcomeText(counts)} of ${count}, in ${durationText(durationMs)}.</p>${failedView(failed, counts)}</section>`;
}

function outcomeText(counts: OutcomeCounts): string {
  const texts = Object.entries(counts).map(([outcome, { count }]) => `${count} ${spoken(outcome)}`);
  return texts.join(', ');
}

/** `not executed` of `NotExecuted`. */
function spoken(outcome: string): string {
  return outcome.replace(/(?<=.)[A-Z]/g, letter => ` ${letter}`).toLowerCase();
}

async function failedResults({ tests }: Services, runs: readonly TestRun[]): Promise<readonly KeptTestResult[]> {
  const failed: KeptTestResult[] = [];
  let looked = 0;
  for (const run of runs.filter(({ outcomes }) => outcomes.Failed !== undefined)) {
    for await (const result of tests.results(run)) {
      looked += 1;
      if (result.outcome === 'Failed') failed.push(result);
      if (failed.length === shownTestResults || looked === searchedTestResults) return failed;
    }
  }
  return failed;
}

function failedView(failed: readonly KeptTestResult[], counts: OutcomeCounts): Markup | string {
  if (failed.length === 0) return '';
  const more = (counts.Failed?.count ?? 0) - failed.length;
  const rest = more > 0 ? markup`<p class="lead">… and ${more} more that failed.</p>` : '';
  return markup`${failed.map(
    ({ id, title, errorMessage = '', stackTrace = '', storage }) =>
      markup`<details id="T${id}"><summary><span class="failed">✕ <span class="unseen">failed: </span></span>${title} <span class="lead">${storage}</span></summary><div class="log"><p>${errorMessage}</p>${stackTrace
        .split('\n', shownFailureLines)
        .map(line => markup`<div><i></i><span class="l">${line}</span></div>`)}</div></details>`,
  )}${rest}`;
}

async function coverageOf({ coverage }: Services, row: RunRow): Promise<Markup> {
  const all = await coverage.get(row.key);
  if (all.length === 0) return markup``;
  return markup`<section aria-labelledby="coverage"><h2 id="coverage">Code coverage</h2><ul>${all.map(coverageView)}</ul></section>`;
}

function coverageView({ platform, configuration, statistics }: Coverage): Markup {
  const of = [platform, configuration].filter(text => text !== '').join(' ');
  return markup`<li>${of}${of === '' ? '' : ': '}${statistics.map(
    ({ label, covered, total }, index) =>
      markup`${index === 0 ? '' : ', '}${label} ${total === 0 ? '–' : `${((100 * covered) / total).toFixed(1)} %`} <span class="lead">(${covered} of ${total})</span>`,
  )}</li>`;
}
