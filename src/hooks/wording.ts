import { approvalsOf } from '../run/approvals.ts';
import type { HookOccurrence } from './occurrences.ts';

/** A sentence about an occurrence in three forms. */
export type HookMessage = { readonly text: string; readonly html: string; readonly markdown: string };

/** What happened, in one sentence: `Run 20250905.4 stage Deploy succeeded.` The form of runs, stages and jobs is the service's own. */
export function messageOf(occurrence: HookOccurrence, base: string): HookMessage {
  const { key, run } = occurrence;
  const url = `${base}/${run.queued.projectId}/_build/results?buildId=${key.runId}`;
  const before = occurrence.subject.kind === 'build' ? 'Build ' : 'Run ';
  const after = ` ${restOf(occurrence)}.`;
  return {
    text: `${before}${run.name}${after}`,
    html: `${before}<a href="${escaped(url)}">${escaped(run.name)}</a>${escaped(after)}`,
    markdown: `${before}[${run.name}](${url})${after}`,
  };
}

function restOf(occurrence: HookOccurrence): string {
  const { subject, run } = occurrence;
  switch (subject.kind) {
    case 'run':
    case 'build':
      return ending(occurrence);
    case 'stage':
      return `stage ${stageName(occurrence, subject.stage)} ${ending(occurrence)}`;
    case 'job': {
      const job = run.stages.get(subject.stage)?.groups.get(subject.job)?.plan.displayName ?? subject.job;
      return `stage ${stageName(occurrence, subject.stage)} job ${job} ${ending(occurrence)}`;
    }
    case 'approval':
      return `stage ${stageName(occurrence, subject.stage)} approval ${ending(occurrence)}${placeOf(occurrence)}`;
  }
}

function stageName({ run }: HookOccurrence, stage: string): string {
  return run.stages.get(stage)?.plan.displayName ?? stage;
}

function placeOf({ subject, key, run }: HookOccurrence): string {
  const approval = approvalsOf(key, run).find(({ id }) => subject.kind === 'approval' && id === subject.approvalId);
  return approval?.resource === undefined || approval.resource.name === '' ? '' : ` for ${approval.resource.name}`;
}

function ending({ state, result = state }: HookOccurrence): string {
  return result.replace(/[A-Z]/g, capital => ` ${capital.toLowerCase()}`);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, character => entities[character] ?? '');
}
