import { approvalsOf } from '../run/approvals.ts';
import { groupName } from '../run/state.ts';
import type { HookOccurrence } from './occurrences.ts';
import type { Subscription } from './subscription.ts';

/** Whether a subscription wants to be told of an occurrence: each filter that has a value must hold. Values compare in any case. */
export function wants(subscription: Subscription, occurrence: HookOccurrence): boolean {
  if (subscription.publisherId !== occurrence.publisherId) return false;
  if (subscription.eventType !== occurrence.eventType) return false;
  return Object.entries(subscription.publisherInputs).every(([id, value]) => {
    const facts = value === '' ? undefined : filterFacts[id]?.(occurrence);
    return facts === undefined || facts.some(fact => fact.toLowerCase() === value.toLowerCase());
  });
}

type Facts = (occurrence: HookOccurrence) => readonly string[];

const state: Facts = ({ state }) => [state];
const result: Facts = ({ result = '' }) => [result];
const stage: Facts = ({ subject, run }) => {
  if (!('stage' in subject)) return [];
  const displayName = run.stages.get(subject.stage)?.plan.displayName;
  return displayName === undefined ? [subject.stage] : [subject.stage, displayName];
};

/** What a filter's value is compared with. The ids of filters are those of the table of event types. */
const filterFacts: Readonly<Record<string, Facts>> = {
  projectId: ({ run }) => [run.queued.projectId],
  pipelineId: ({ run }) => [String(run.queued.pipeline.id)],
  definitionName: ({ run }) => [run.queued.pipeline.name],
  buildStatus: result,
  runStateId: state,
  runResultId: result,
  stageNameId: stage,
  stageName: stage,
  stageStateId: state,
  stageResultId: result,
  jobNameId: ({ subject, run }) => {
    if (subject.kind !== 'job') return [];
    const job = groupName(subject.job);
    const displayName = run.stages.get(subject.stage)?.groups.get(job)?.plan.displayName;
    return [subject.job, job, ...(displayName === undefined ? [] : [displayName])];
  },
  jobStateId: state,
  jobResultId: result,
  environmentName: ({ subject, key, run }) =>
    approvalsOf(key, run)
      .filter(({ id }) => subject.kind === 'approval' && id === subject.approvalId)
      .map(({ resource }) => (resource?.type === 'environment' ? resource.name : '')),
};
