import type { Clock } from '../base/clock.ts';
import { guidFromName, type ProjectId, type RecordId } from '../base/id.ts';
import { type CheckSuite, loneGate, settledGate, withFreeLock } from './check-suite.ts';
import type { Check } from './checks.ts';
import { DocumentLocks } from './gate/document-locks.ts';
import { lockName } from './gate/follow-gate.ts';
import type { Gate } from './gate/gate.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { Locks } from './ports/locks.ts';

export type CheckSuitePorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly locks: Pick<Locks, 'holder'>;
  readonly clock: Clock;
};

/** What somebody wants to know: whether a run on these branches would pass some checks. */
export type SuiteRequest = {
  /** A GUID in lower case; what is asked under an id for the second time is answered as it stands. */
  readonly id: string;
  readonly projectId: ProjectId;
  readonly checks: readonly Check[];
  readonly branches: readonly string[];
  /** As it was sent, for answers. */
  readonly context: unknown;
};

/** A suite as it is kept, with what was asked. */
export type KeptSuite = CheckSuite & Pick<SuiteRequest, 'branches' | 'context'>;

/** Opens the suites of an organization, over the locks that its runs take. */
export function openCheckSuites(ports: Omit<CheckSuitePorts, 'locks'>): CheckSuites {
  return new CheckSuites({ ...ports, locks: new DocumentLocks(ports.documents) });
}

const kind = 'checkSuite';

/**
 * Evaluates the checks on resources for whoever asks beside a run. Nothing is held by it: an exclusive lock has passed when it was free at a moment
 * of looking. Safe to call concurrently.
 */
export class CheckSuites {
  readonly #ports: CheckSuitePorts;

  constructor(ports: CheckSuitePorts) {
    this.#ports = ports;
  }

  /** Begins an evaluation, and answers how it stands at once. */
  async evaluate({ id, projectId, checks, branches, context }: SuiteRequest): Promise<KeptSuite> {
    const { organization, documents, clock } = this.#ports;
    const known = await this.get(projectId, id);
    if (known !== undefined) return known;
    const createdAt = clock.now();
    const gate = loneGate(
      checks.map(check => ({ id: guidFromName(id, check.id) as RecordId, check })),
      createdAt,
    );
    const { checks: states } = await this.#settled(gate, branches);
    const suite: KeptSuite = { id, createdAt, branches, context, checks: states };
    const content = { position: createdAt, value: suite };
    await documents.write(organization, [{ kind, scope: projectId, id, expected: 0, content }]);
    return suite;
  }

  /** An evaluation as it stands now. */
  async get(projectId: ProjectId, id: string): Promise<KeptSuite | undefined> {
    const { organization, documents } = this.#ports;
    const found = await documents.get(organization, { kind, scope: projectId, id });
    if (found === undefined) return undefined;
    const before = found.value as KeptSuite;
    const { checks } = await this.#settled({ state: 'open', checks: before.checks }, before.branches);
    const suite = { ...before, checks };
    if (JSON.stringify(suite) !== JSON.stringify(before)) {
      const content = { position: found.position, value: suite };
      // Who was faster has looked at the same moment.
      await documents.write(organization, [{ kind, scope: projectId, id, expected: found.revision, content }]);
    }
    return suite;
  }

  async #settled(gate: Gate, branches: readonly string[]): Promise<Gate> {
    const { organization, locks, clock } = this.#ports;
    const at = clock.now();
    for (let now = settledGate(gate, branches, at); ; now = settledGate(now, branches, at)) {
      const waiting = now.checks.find(({ check, state }) => check.kind === 'exclusiveLock' && state === 'inProgress');
      if (waiting === undefined) return now;
      if ((await locks.holder(organization, lockName(waiting))) !== undefined) return now;
      now = withFreeLock(now, waiting.id, at);
    }
  }
}
