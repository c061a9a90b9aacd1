import type { RunRow, VersionedRow } from '../../run/ports/run-store.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';
import { pipelineAddress, pipelinesAddress, runAddress, runFormAddress } from './addresses.ts';
import { type Content, type Followed, organizationStep, proofField, type Step } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { waitingApprovals } from './run-approvals.ts';
import { RecordTree, type RunFacts, runFacts } from './run-facts.ts';
import { failuresOf } from './run-failures.ts';
import { productsOf } from './run-products.ts';
import { commitTitle, reasonText, sourceView, summaryOf } from './run-summary.ts';
import { RunTree } from './run-tree.ts';
import { badge, standingOfRecord, standingOfRun, wordOf } from './state-words.ts';
import { agoTime, countedTime, durationText } from './time-words.ts';
import type { Visit } from './visit.ts';

/** The page of a run: what failed and why, what it waits for, its stages, jobs and steps, what it left behind. */
export async function runPage(services: Services, visit: Visit, { row, version }: VersionedRow): Promise<Followed> {
  const products = await productsOf(services, visit, row);
  // What is published becomes no event of the run.
  return { mark: `${version} ${products.text}`, content: () => runContent(services, visit, row, products) };
}

async function runContent(services: Services, visit: Visit, row: RunRow, products: Markup): Promise<Content> {
  const facts = await runFacts(services, row);
  const failures = await failuresOf(services, visit, facts);
  const main = markup`${headOf(visit, facts)}
<div data-part="waiting">${waitingApprovals(visit, facts)}</div>
<div data-part="failures">${failures}</div>
<section aria-labelledby="jobs" data-part="jobs"><h2 id="jobs">${facts.run.stages.size > 1 ? 'Stages and jobs' : 'Jobs'}</h2>${new RunTree(visit, facts).markup()}</section>
<div data-part="products">${products}</div>
<div data-part="summary">${summaryOf(visit, facts)}</div>`;
  return {
    title: `${wordOf(standingOfRun(row))}: ${row.name} · ${row.pipeline.name}`,
    trail: runTrail(visit, row, false),
    main,
    isLive: row.state !== 'completed',
  };
}

/** The page of an earlier attempt of a run's stage, by the id of its timeline. */
export async function attemptPage(services: Services, visit: Visit, row: RunRow, attempt: string): Promise<Content> {
  const earlier = await services.orchestrator.earlierTimeline(row.key, attempt.toLowerCase());
  const records = new RecordTree(earlier);
  const [stage] = records.stages;
  if (stage === undefined) throw serviceError('timelineMissing', `The run ${row.name} has no such attempt.`);
  const facts = { ...(await runFacts(services, row)), records };
  const name = `Attempt ${stage.attempt}`;
  const main = markup`<div class="head"><h1>${name}${stage.refName === '__default' ? '' : markup` of <bdi>${stage.name}</bdi>`}</h1><p>${badge(standingOfRecord(stage))}</p></div>
${new RunTree(visit, facts, attempt.toLowerCase()).markup()}`;
  return { title: `${name} · ${row.name}`, trail: [...runTrail(visit, row, true), { text: name }], main };
}

/** The way to a run; the run itself is its last step where a page below it is shown. */
export function runTrail(visit: Visit, row: RunRow, isBelow: boolean): readonly Step[] {
  const { projectId, pipeline, facts, key, name } = row;
  const run = isBelow ? { text: name, href: runAddress(visit, projectId, key.runId) } : { text: name };
  return [
    organizationStep(visit),
    { text: facts.projectName, href: pipelinesAddress(visit, projectId) },
    { text: pipeline.name, href: pipelineAddress(visit, projectId, pipeline.id) },
    run,
  ];
}

function headOf(visit: Visit, facts: RunFacts): Markup {
  const { row } = facts;
  const title = commitTitle(facts);
  return markup`<div class="head"><h1>Run <bdi>${row.name}</bdi></h1><p role="status" data-part="state">${badge(standingOfRun(row))}</p></div>
<p class="lead" data-part="lead">${title === '' ? '' : markup`<bdi>${title}</bdi> · `}${sourceView(row)} · ${reasonText(row)} for <bdi>${row.facts.requestedFor.displayName}</bdi> · ${agoTime(row.createdAt, visit.now)}${tookText(visit, row)}</p>
<div data-part="actions">${actionsOf(visit, facts)}</div>`;
}

function tookText({ now }: Visit, { createdAt, startedAt, finishedAt }: RunRow): Markup | string {
  if (finishedAt !== undefined) return `, took ${durationText(finishedAt - (startedAt ?? createdAt))}`;
  return startedAt === undefined ? '' : markup`, for ${countedTime(startedAt, now)}`;
}

function actionsOf(visit: Visit, { row, run }: RunFacts): Markup | string {
  if (!visit.may('runPage.change')) return '';
  const { projectId, pipeline, key, notes, state, result } = row;
  const isOver = state === 'completed';
  const hasFailed = isOver && result !== 'succeeded';
  const again = runFormAddress(visit, projectId, pipeline.id, { like: String(key.runId) });
  const canRetry =
    hasFailed && [...run.stages.values()].some(({ result: each }) => each === 'failed' || each === 'canceled');
  return markup`<div class="actions">${state === 'inProgress' ? button(visit, 'cancel', 'Cancel') : ''}${
    canRetry ? button(visit, 'retry', 'Retry failed jobs', 'main') : ''
  }${visit.may('runForm.show') ? markup`<a class="button" href="${again}">Run again…</a>` : ''}${
    notes.isKept ? button(visit, 'release', 'No longer keep') : button(visit, 'keep', 'Keep for ever')
  }</div>`;
}

function button({ proof = '' }: Visit, what: string, label: string, kind = ''): Markup {
  return markup`<form method="post">${proofField(proof)}<input type="hidden" name="do" value="${what}"><button class="${kind}" id="do-${what}">${label}</button></form>`;
}
