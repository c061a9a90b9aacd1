import type { Instant } from '../base/clock.ts';
import { serverTaskKind } from './agentless/server-tasks.ts';
import type { RunEvent, RunKey } from './events.ts';
import type { DocumentStore } from './ports/document-store.ts';

const kind = 'approval';

/** Finds the run of an approval or of a manual validation. How the approval stands, its run alone says. */
export class ApprovalIndex {
  readonly #documents: DocumentStore;

  constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  /** Notes the approvals that some events began; before the events are stored, so that none is missing. Safe to repeat. */
  async note(key: RunKey, scope: string, events: readonly RunEvent[]): Promise<void> {
    for (const { id, at } of events.flatMap(asked)) {
      const content = { position: at, value: { runId: key.runId } };
      await this.#documents.write(key.organization, [{ kind, scope, id, expected: 0, content }]);
    }
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

function runIdOf(value: unknown): number {
  return (value as { readonly runId: number }).runId;
}
