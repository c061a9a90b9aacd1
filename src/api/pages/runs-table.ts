import type { RunRow } from '../../run/ports/run-store.ts';
import { runAddress } from './addresses.ts';
import { type Markup, markup } from './markup.ts';
import { pushTitle, reasonText, sourceView } from './run-summary.ts';
import { badge, standingOfRun } from './state-words.ts';
import { agoTime, countedTime, durationText } from './time-words.ts';
import type { Visit } from './visit.ts';

/** Runs, newest first; with `namesPipeline` those of several pipelines. */
export function runsTable(visit: Visit, rows: readonly RunRow[], namesPipeline = false): Markup {
  return markup`<table class="runs"><thead><tr><th scope="col">Run</th><th scope="col">State</th><th scope="col">Of</th><th scope="col">Why</th><th scope="col">When</th><th scope="col">Took</th></tr></thead><tbody>${rows.map(row => rowOf(visit, row, namesPipeline))}</tbody></table>`;
}

function rowOf(visit: Visit, row: RunRow, namesPipeline: boolean): Markup {
  const { createdAt, startedAt, finishedAt, notes } = row;
  const tags = notes.tags.length === 0 ? '' : markup`<span class="sub">${notes.tags.join(', ')}</span>`;
  const name = namesPipeline ? markup`${row.pipeline.name} ${row.name}` : markup`${row.name}`;
  const lasts = startedAt === undefined ? '' : countedTime(startedAt, visit.now);
  const took = finishedAt === undefined ? lasts : durationText(finishedAt - (startedAt ?? createdAt));
  return markup`<tr><th scope="row"><a class="name" href="${runAddress(visit, row.projectId, row.key.runId)}"><bdi>${name}</bdi></a>${tags}</th><td>${badge(standingOfRun(row))}</td>
<td>${sourceView(row)}<span class="sub"><bdi>${pushTitle(row)}</bdi></span></td><td>${reasonText(row)}<span class="sub">${row.facts.requestedFor.displayName}</span></td><td>${agoTime(createdAt, visit.now)}</td><td>${took}</td></tr>`;
}
