import type { Instant } from '../base/clock.ts';
import type { PlanId, ProjectId } from '../base/id.ts';
import { serverTaskKind } from './agentless/server-tasks.ts';
import type { RunEvent, RunKey } from './events.ts';
import type { DocumentStore } from './ports/document-store.ts';
import { checkpointId, stageRecordId } from './timeline/record-ids.ts';

const kind = 'approval';
const checkpointKind = 'checkpoint';

type Queued = { readonly projectId: ProjectId; readonly planId: PlanId };

/** Finds the run of an approval, of a manual validation, or of all the checks of a stage. How they stand, their run alone says. */
export class ApprovalIndex {
  readonly #documents: DocumentStore;

  constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  /** Notes the approvals and checks that some events began; before the events are stored, so that none is missing. Safe to repeat. */
  async note(key: RunKey, { projectId, planId }: Queued, events: readonly RunEvent[]): Promise<void> {
    const begun = [
      ...events.flatMap(asked).map(each => ({ ...each, kind })),
      ...events.flatMap(event => checkpointsIn(planId, event)).map(each => ({ ...each, kind: checkpointKind })),
    ];
    for (const { kind, id, at } of begun) {
      const content = { position: at, value: { runId: key.runId } };
      await this.#documents.write(key.organization, [{ kind, scope: projectId, id, expected: 0, content }]);
    }
  }

  /** The run of the checks of a stage, by the id of its checkpoint. */
  async runOfCheckpoint(organization: string, scope: string, id: string): Promise<RunKey | undefined> {
    const found = await this.#documents.get(organization, { kind: checkpointKind, scope, id });
    return found === undefined ? undefined : { organization, runId: runIdOf(found.value) };
  }

  async runOf(organization: string, scope: string, id: string): Promise<RunKey | undefined> {
    const found = await this.#documents.get(organization, { kind, scope, id });
    return found === undefined ? undefined : { organization, runId: runIdOf(found.value) };
  }

  /** The runs of a project's newest approvals, each once, newest first. */
  async newestRuns(organization: string, scope: string, top: number): Promise<readonly RunKey[]> {
    const found = await this.#documents.list({ organization, kind, scope, descending: true, top });
    return [...new Set(found.map(({ value }) => runIdOf(value)))].map(runId => ({ organization, runId }));
  }
}

/** What an event begins to ask people for. */
function asked(event: RunEvent): readonly { readonly id: string; readonly at: Instant }[] {
  const { at } = event;
  if (event.type === 'gateOpened')
    return event.checks.flatMap(({ id, check }) => (check.kind === 'approval' ? [{ id, at }] : []));
  const isValidation = event.type === 'serverStepStarted' && serverTaskKind(event.step.task) === 'manualValidation';
  return isValidation ? [{ id: event.step.id, at }] : [];
}

function checkpointsIn(planId: PlanId, event: RunEvent): readonly { readonly id: string; readonly at: Instant }[] {
  if (event.type !== 'gateOpened' || event.checks.length === 0) return [];
  return [{ id: checkpointId(stageRecordId(planId, event.stage, event.attempt)), at: event.at }];
}

function runIdOf(value: unknown): number {
  return (value as { readonly runId: number }).runId;
}
