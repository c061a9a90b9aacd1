import type { Clock, Instant } from '../base/clock.ts';
import type { ProjectId } from '../base/id.ts';
import { allDocuments, changeInTurn } from './documents.ts';
import type { RunKey } from './events.ts';
import type { Document, DocumentChange, DocumentStore } from './ports/document-store.ts';
import type { RunStore } from './ports/run-store.ts';

/** Somebody's claim on a run: while it is valid, the run is not deleted. */
export type Lease = {
  /** From the organization's sequence `lease`. */
  readonly id: number;
  readonly runId: number;
  readonly projectId: ProjectId;
  readonly pipelineId: number;
  /** Whoever asked for it, in his own words: `User:<id>`. Several leases may have one owner. */
  readonly ownerId: string;
  readonly createdAt: Instant;
  readonly validUntil: Instant;
  /** While it is valid, the pipeline is not deleted either. */
  readonly protectsPipeline: boolean;
};

export type NewLease = Omit<Lease, 'id' | 'createdAt'>;
export type LeaseChange = Partial<Pick<Lease, 'validUntil' | 'protectsPipeline'>>;

/** All that is claimed of a run. One document for each run, so that a lease and a deletion can't both come first. */
type Claims = {
  readonly leases: readonly Lease[];
  /** Whoever deletes the run has begun: no lease comes any more. */
  readonly isDeleting: boolean;
  /** When all that the run left behind was gone. */
  readonly clearedAt?: Instant;
  /** Its artifacts are gone before it. */
  readonly hasNoArtifacts?: boolean;
};

const claimsKind = 'runClaims';
const leaseKind = 'retentionLease';
const noClaims: Claims = { leases: [], isDeleting: false };

/** What of a lease never changes, and by what it is found. */
type LeaseLink = Pick<Lease, 'runId' | 'projectId' | 'pipelineId' | 'ownerId'>;

/** Which leases are wanted; absent members let all pass. */
export type LeaseFilter = Partial<LeaseLink>;

/** How a run is to be deleted: alone, or because its pipeline is. */
export type DeletionWish = { readonly withPipeline?: boolean };

export type LeasePorts = {
  readonly documents: DocumentStore;
  readonly runs: Pick<RunStore, 'allot'>;
  readonly clock: Clock;
};

/** Leases on runs, and whose turn it is: who leases a run or who deletes it. Safe to call concurrently, from any number of servers. */
export class Leases {
  readonly #ports: LeasePorts;

  constructor(ports: LeasePorts) {
    this.#ports = ports;
  }

  /** Adds a lease; `undefined` when the run is being deleted. The run must have been there. */
  async add(organization: string, lease: NewLease): Promise<Lease | undefined> {
    const { runs, clock } = this.#ports;
    const made: Lease = { ...lease, id: await runs.allot(organization, 'lease'), createdAt: clock.now() };
    const link = { kind: leaseKind, scope: '', id: String(made.id) };
    const { runId, projectId, pipelineId, ownerId } = lease;
    const value: LeaseLink = { runId, projectId, pipelineId, ownerId };
    const linked = { ...link, expected: 0, content: { position: made.id, value } };
    const isAdded = await this.#change({ organization, runId: lease.runId }, claims =>
      claims.isDeleting ? undefined : { claims: { ...claims, leases: [...claims.leases, made] }, beside: [linked] },
    );
    return isAdded ? made : undefined;
  }

  /** A lease by its id, valid or not. */
  async get(organization: string, id: number): Promise<Lease | undefined> {
    const link = await this.#documents.get(organization, { kind: leaseKind, scope: '', id: String(id) });
    if (link === undefined) return undefined;
    const { runId } = link.value as LeaseLink;
    return (await this.#claims({ organization, runId })).leases.find(lease => lease.id === id);
  }

  /** The leases of a run that are valid, oldest first. */
  async ofRun(run: RunKey): Promise<readonly Lease[]> {
    return (await this.#claims(run)).leases.filter(lease => this.#isValid(lease));
  }

  /** The valid leases that a filter lets pass, oldest first. */
  async list(organization: string, filter: LeaseFilter): Promise<readonly Lease[]> {
    const { runId } = filter;
    if (runId !== undefined) return (await this.ofRun({ organization, runId })).filter(lease => matches(lease, filter));
    const found: Lease[] = [];
    for await (const { id, value } of allDocuments(this.#documents, organization, { kind: leaseKind, scope: '' })) {
      const link = value as LeaseLink;
      if (!matches(link, filter)) continue;
      const { leases } = await this.#claims({ organization, runId: link.runId });
      const lease = leases.find(each => String(each.id) === id);
      if (lease !== undefined && this.#isValid(lease)) found.push(lease);
    }
    return found;
  }

  /** Changes a lease; `undefined` when it is not there. */
  async update(organization: string, id: number, change: LeaseChange): Promise<Lease | undefined> {
    const known = await this.get(organization, id);
    if (known === undefined) return undefined;
    await this.#change({ organization, runId: known.runId }, claims => ({
      claims: { ...claims, leases: claims.leases.map(lease => (lease.id === id ? { ...lease, ...change } : lease)) },
    }));
    return this.get(organization, id);
  }

  /** Ends a lease; nothing when it is not there. */
  async remove(organization: string, id: number): Promise<void> {
    const known = await this.get(organization, id);
    if (known === undefined) return;
    const link = { kind: leaseKind, scope: '', id: String(id) };
    const revision = (await this.#documents.get(organization, link))?.revision;
    if (revision === undefined) return;
    await this.#change({ organization, runId: known.runId }, claims =>
      claims.leases.every(lease => lease.id !== id)
        ? undefined
        : {
            claims: { ...claims, leases: claims.leases.filter(lease => lease.id !== id) },
            beside: [{ ...link, expected: revision, content: undefined }],
          },
    );
  }

  /**
   * Claims a run for its deletion: from here on it gets no leases. False when a valid one is there; where the pipeline goes too, one that protects it.
   * Safe to repeat.
   */
  beginDeletion(run: RunKey, { withPipeline = false }: DeletionWish = {}): Promise<boolean> {
    const holds = (lease: Lease): boolean => this.#isValid(lease) && (lease.protectsPipeline || !withPipeline);
    return this.#change(run, claims =>
      claims.leases.some(holds) ? undefined : { claims: { ...claims, isDeleting: true } },
    );
  }

  /** Gives the claim back: the run stays. */
  async endDeletion(run: RunKey): Promise<void> {
    await this.#change(run, claims => ({ claims: { ...claims, isDeleting: false } }));
  }

  /** Notes that nothing is left of a deleted run but its record. */
  async noteCleared(run: RunKey): Promise<void> {
    const clearedAt = this.#ports.clock.now();
    await this.#change(run, claims => ({ claims: { clearedAt, ...claims } }));
  }

  /** When that was noted first. */
  async clearedAt(run: RunKey): Promise<Instant | undefined> {
    return (await this.#claims(run)).clearedAt;
  }

  /** Claims the artifacts of a run for their removal. False when a valid lease is there, or they are gone already. */
  beginArtifactRemoval(run: RunKey): Promise<boolean> {
    return this.#change(run, claims =>
      claims.hasNoArtifacts === true || claims.leases.some(lease => this.#isValid(lease))
        ? undefined
        : { claims: { ...claims, hasNoArtifacts: true } },
    );
  }

  /** Forgets all about a run that is gone for good. */
  async forget({ organization, runId }: RunKey): Promise<void> {
    const found = await this.#documents.get(organization, refOf(runId));
    if (found === undefined) return;
    const gone: DocumentChange[] = [{ ...refOf(runId), expected: found.revision, content: undefined }];
    for (const { id } of (found.value as Claims).leases) {
      const link = { kind: leaseKind, scope: '', id: String(id) };
      const revision = (await this.#documents.get(organization, link))?.revision;
      if (revision !== undefined) gone.push({ ...link, expected: revision, content: undefined });
    }
    await this.#documents.write(organization, gone);
  }

  get #documents(): DocumentStore {
    return this.#ports.documents;
  }

  #isValid({ validUntil }: Lease): boolean {
    return validUntil > this.#ports.clock.now();
  }

  async #claims({ organization, runId }: RunKey): Promise<Claims> {
    return claimsIn(await this.#documents.get(organization, refOf(runId)));
  }

  /** False, and nothing is written, when `decide` answers `undefined`. */
  async #change(
    { organization, runId }: RunKey,
    decide: (claims: Claims) => { claims: Claims; beside?: readonly DocumentChange[] } | undefined,
  ): Promise<boolean> {
    return changeInTurn(this.#documents, `set of leases of run ${runId}`, async () => {
      const found = await this.#documents.get(organization, refOf(runId));
      const decided = decide(claimsIn(found));
      if (decided === undefined) return false;
      const content = { position: runId, value: decided.claims };
      const change = { ...refOf(runId), expected: found?.revision ?? 0, content };
      return (await this.#documents.write(organization, [change, ...(decided.beside ?? [])])) || undefined;
    });
  }
}

function matches(link: LeaseLink, filter: LeaseFilter): boolean {
  return Object.entries(filter).every(([name, wanted]) => link[name as keyof LeaseLink] === wanted);
}

function refOf(runId: number) {
  return { kind: claimsKind, scope: '', id: String(runId) };
}

function claimsIn(found: Document | undefined): Claims {
  return (found?.value as Claims | undefined) ?? noClaims;
}
