import type { ProjectId } from '../base/id.ts';
import { changeInTurn } from './documents.ts';
import type { DocumentStore } from './ports/document-store.ts';

/** For how long the runs of a project are kept. Days count from a run's end. */
export type RetentionPolicy = {
  /** Default: 30. */
  readonly runDays: number;
  /** Of runs of pull requests. Default: 10. */
  readonly pullRequestRunDays: number;
  /** Of what runs leave behind beside their logs; what is longer than a run is kept has no effect. Default: 30. */
  readonly artifactDays: number;
  /** The newest completed runs of each pipeline, and as many of the default branch, are kept whatever their age. Default: 3. */
  readonly runsToKeep: number;
  /** How long the record of a deleted run is listed, in days since it was deleted. Default: 30. */
  readonly deletedRunDays: number;
};

/** The service's own defaults. */
export const defaultPolicy: RetentionPolicy = {
  runDays: 30,
  pullRequestRunDays: 10,
  artifactDays: 30,
  runsToKeep: 3,
  deletedRunDays: 30,
};

/** What each member may be, both ends included: the service's own limits, but that runs may go after a day. */
export const policyLimits: Readonly<Record<keyof RetentionPolicy, { readonly min: number; readonly max: number }>> = {
  runDays: { min: 1, max: 731 },
  pullRequestRunDays: { min: 1, max: 30 },
  artifactDays: { min: 1, max: 60 },
  runsToKeep: { min: 0, max: 50 },
  deletedRunDays: { min: 0, max: 365 },
};

const words: Readonly<Record<keyof RetentionPolicy, string>> = {
  runDays: 'the days that runs are kept',
  pullRequestRunDays: 'the days that runs of pull requests are kept',
  artifactDays: 'the days that artifacts are kept',
  runsToKeep: 'the newest runs that are kept',
  deletedRunDays: 'the days that deleted runs are listed',
};

/** A change that a policy can't take: its message says what may be set. */
export class RetentionRefusal extends Error {
  override readonly name = 'RetentionRefusal';
}

const kind = 'retentionPolicy';

/** The policies of projects, as documents. Safe to call concurrently, from any number of servers. */
export class RetentionPolicies {
  readonly #documents: DocumentStore;

  constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  async get(organization: string, projectId: ProjectId): Promise<RetentionPolicy> {
    const found = await this.#documents.get(organization, { kind, scope: '', id: projectId });
    return { ...defaultPolicy, ...(found?.value as Partial<RetentionPolicy> | undefined) };
  }

  /** Changes the members that are given. Throws a `RetentionRefusal` for one beyond its limits. */
  async change(organization: string, projectId: ProjectId, change: Partial<RetentionPolicy>): Promise<RetentionPolicy> {
    for (const [name, value] of Object.entries(change)) checkLimit(name as keyof RetentionPolicy, value);
    const ref = { kind, scope: '', id: projectId };
    return changeInTurn(this.#documents, `retention policy of project ${projectId}`, async () => {
      const found = await this.#documents.get(organization, ref);
      const value = { ...defaultPolicy, ...(found?.value as Partial<RetentionPolicy> | undefined), ...change };
      const written = { ...ref, expected: found?.revision ?? 0, content: { position: 0, value } };
      return (await this.#documents.write(organization, [written])) ? value : undefined;
    });
  }
}

function checkLimit(name: keyof RetentionPolicy, value: number): void {
  const { min, max } = policyLimits[name];
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RetentionRefusal(`The value ${value} of ${words[name]} is not between ${min} and ${max}.`);
}
