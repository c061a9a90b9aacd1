import { choiceInput, type HookInput, nameInput } from './input.ts';
import { HookRefusal } from './refusal.ts';

/** What can be subscribed to. */
export type EventType = {
  readonly id: EventTypeId;
  readonly name: string;
  readonly description: string;
  /** The newest first: what a subscription gets that names none. */
  readonly resourceVersions: readonly string[];
  readonly filters: readonly HookInput[];
};

export type Publisher = {
  readonly id: PublisherId;
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly HookInput[];
  readonly eventTypes: readonly EventType[];
};

export type PublisherId = 'tfs' | 'pipelines';

export type EventTypeId =
  | 'build.complete'
  | 'ms.vss-pipelines.run-state-changed-event'
  | 'ms.vss-pipelines.stage-state-changed-event'
  | 'ms.vss-pipelines.job-state-changed-event'
  | 'ms.vss-pipelinechecks-events.approval-pending'
  | 'ms.vss-pipelinechecks-events.approval-completed';

const project: HookInput = {
  id: 'projectId',
  name: 'Project',
  description: 'Project to restrict events to',
  mode: 'none',
  dataType: 'guid',
};

const pipeline = nameInput('pipelineId', 'Pipeline');
const stage = nameInput('stageNameId', 'Stage');
const pipelineVersions = ['5.1-preview.1'];
const approvalFilters = [pipeline, nameInput('stageName', 'Stage'), nameInput('environmentName', 'Environment')];

/** Everything that is published, as `_apis/hooks/publishers` lists it. */
export const publishers: readonly Publisher[] = [
  {
    id: 'tfs',
    name: 'Azure DevOps Server',
    description: 'Publishes Azure DevOps Server events',
    inputs: [project],
    eventTypes: [
      {
        id: 'build.complete',
        name: 'Build completed',
        description: 'A build completes',
        resourceVersions: ['2.0', '1.0', '1.0-preview.1'],
        filters: [
          nameInput('definitionName', 'Build pipeline'),
          choiceInput('buildStatus', 'Build Status', ['Succeeded', 'PartiallySucceeded', 'Failed', 'Stopped']),
        ],
      },
    ],
  },
  {
    id: 'pipelines',
    name: 'Azure Pipelines',
    description: 'Publishes events of pipelines and their runs',
    inputs: [project],
    eventTypes: [
      {
        id: 'ms.vss-pipelines.run-state-changed-event',
        name: 'Run state changed',
        description: 'Overall status of a pipeline run changed',
        resourceVersions: pipelineVersions,
        filters: [
          pipeline,
          choiceInput('runStateId', 'State', ['InProgress', 'Canceling', 'Completed']),
          choiceInput('runResultId', 'Result', ['Canceled', 'Failed', 'Succeeded']),
        ],
      },
      {
        id: 'ms.vss-pipelines.stage-state-changed-event',
        name: 'Run stage state changed',
        description: 'A stage of a pipeline run changed its state',
        resourceVersions: pipelineVersions,
        filters: [
          pipeline,
          stage,
          choiceInput('stageStateId', 'State', ['NotStarted', 'Waiting', 'Running', 'Completed']),
          choiceInput('stageResultId', 'Result', ['Canceled', 'Failed', 'Rejected', 'Skipped', 'Succeeded']),
        ],
      },
      {
        id: 'ms.vss-pipelines.job-state-changed-event',
        name: 'Run job state changed',
        description: 'A job of a pipeline run changed its state',
        resourceVersions: pipelineVersions,
        filters: [
          pipeline,
          stage,
          nameInput('jobNameId', 'Job'),
          choiceInput('jobStateId', 'State', ['Waiting', 'Running', 'Completed']),
          choiceInput('jobResultId', 'Result', ['Succeeded', 'Skipped', 'Rejected', 'Failed', 'Canceled']),
        ],
      },
      {
        id: 'ms.vss-pipelinechecks-events.approval-pending',
        name: 'Run stage waiting for approval',
        description: 'An approval is asked for a stage of a pipeline run',
        resourceVersions: pipelineVersions,
        filters: approvalFilters,
      },
      {
        id: 'ms.vss-pipelinechecks-events.approval-completed',
        name: 'Run stage approval completed',
        description: 'An approval of a stage of a pipeline run was completed',
        resourceVersions: pipelineVersions,
        filters: approvalFilters,
      },
    ],
  },
];

/** A publisher by its id, in any case; refused where there is none. */
export function publisherOf(id: string): Publisher {
  const publisher = publishers.find(each => each.id === id.toLowerCase());
  if (publisher === undefined) throw new HookRefusal('publisherMissing', `The publisher '${id}' does not exist.`);
  return publisher;
}

/** An event type of a publisher by its id, in any case; refused where there is none. */
export function eventTypeOf(publisher: Publisher, id: string): EventType {
  const found = publisher.eventTypes.find(each => each.id === id.toLowerCase());
  if (found === undefined)
    throw new HookRefusal('eventTypeMissing', `The publisher '${publisher.id}' has no event type '${id}'.`);
  return found;
}
