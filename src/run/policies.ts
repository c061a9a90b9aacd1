import type { Clock } from '../base/clock.ts';
import type { ProjectId } from '../base/id.ts';
import { policyRevisions } from '../base/limits.ts';
import { allDocuments, changeInTurn } from './documents.ts';
import type { Identity } from './events.ts';
import { appliesTo, type PolicyConfiguration } from './policy.ts';
import { PolicyRefusal } from './policy-refusal.ts';
import { readPolicy } from './policy-types.ts';
import type { Repository } from './ports/catalogue.ts';
import type { DocumentStore } from './ports/document-store.ts';

export type PolicyPorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly clock: Clock;
  readonly allot: (sequence: string) => Promise<number>;
};

/** A policy as somebody sends it. */
export type PolicyWish = Pick<PolicyConfiguration, 'typeId' | 'isBlocking' | 'isEnabled'> & {
  readonly settings: Readonly<Record<string, unknown>>;
};

/** All revisions of a policy, oldest first, never none. */
type Kept = { readonly revisions: readonly PolicyConfiguration[]; readonly isDeleted: boolean };

const kind = 'policy';

/** What pull requests of projects must fulfil. Refuses with a `PolicyRefusal`. Safe to call concurrently, from any number of servers. */
export class Policies {
  readonly #ports: PolicyPorts;

  constructor(ports: PolicyPorts) {
    this.#ports = ports;
  }

  /** Those of a project, oldest first. */
  async list(projectId: ProjectId): Promise<readonly PolicyConfiguration[]> {
    const { documents, organization } = this.#ports;
    const found: PolicyConfiguration[] = [];
    for await (const { value } of allDocuments(documents, organization, { kind, scope: projectId })) {
      const { revisions, isDeleted } = value as Kept;
      if (!isDeleted) found.push(...revisions.slice(-1));
    }
    return found;
  }

  /** Those that are enabled and about a branch. */
  async of(repository: Repository, branch: string): Promise<readonly PolicyConfiguration[]> {
    const all = await this.list(repository.projectId);
    return all.filter(policy => policy.isEnabled && appliesTo(policy, repository, branch));
  }

  async get(projectId: ProjectId, id: number): Promise<PolicyConfiguration> {
    const newest = (await this.revisions(projectId, id)).at(-1);
    if (newest === undefined) throw policyMissing(id);
    return newest;
  }

  /** Oldest first. */
  async revisions(projectId: ProjectId, id: number): Promise<readonly PolicyConfiguration[]> {
    const { kept } = await this.#read(projectId, id);
    return kept.revisions;
  }

  async add(projectId: ProjectId, wish: PolicyWish, by: Identity): Promise<PolicyConfiguration> {
    const read = readPolicy(wish.typeId, wish.settings);
    const { organization, documents, clock, allot } = this.#ports;
    const id = await allot('policy');
    const policy = { ...wish, ...read, id, revision: 1, projectId, by, at: clock.now() };
    const content = { position: id, value: { revisions: [policy], isDeleted: false } satisfies Kept };
    await documents.write(organization, [{ kind, scope: projectId, id: `${id}`, expected: 0, content }]);
    return policy;
  }

  async update(projectId: ProjectId, id: number, wish: PolicyWish, by: Identity): Promise<PolicyConfiguration> {
    const read = readPolicy(wish.typeId, wish.settings);
    const { revisions } = await this.#change(projectId, id, before => {
      const [former] = before.revisions.slice(-1);
      if (former?.typeId !== wish.typeId.toLowerCase())
        throw new PolicyRefusal('policyInvalid', 'The type of a policy stays what it is.');
      const policy = { ...former, ...wish, ...read, revision: former.revision + 1, by, at: this.#ports.clock.now() };
      return { ...before, revisions: [...before.revisions, policy].slice(-policyRevisions) };
    });
    return revisions.at(-1) as PolicyConfiguration;
  }

  async remove(projectId: ProjectId, id: number): Promise<void> {
    await this.#change(projectId, id, before => ({ ...before, isDeleted: true }));
  }

  async #change(projectId: ProjectId, id: number, change: (kept: Kept) => Kept): Promise<Kept> {
    const { organization, documents } = this.#ports;
    return changeInTurn(documents, `policy ${id}`, async () => {
      const { kept, revision } = await this.#read(projectId, id);
      const value = change(kept);
      const ref = { kind, scope: projectId, id: `${id}`, expected: revision };
      return (await documents.write(organization, [{ ...ref, content: { position: id, value } }])) ? value : undefined;
    });
  }

  async #read(projectId: ProjectId, id: number): Promise<{ readonly kept: Kept; readonly revision: number }> {
    const { organization, documents } = this.#ports;
    const found = await documents.get(organization, { kind, scope: projectId, id: `${id}` });
    const kept = found?.value as Kept | undefined;
    if (kept === undefined || kept.isDeleted) throw policyMissing(id);
    return { kept, revision: found?.revision ?? 0 };
  }
}

function policyMissing(id: number): PolicyRefusal {
  return new PolicyRefusal('policyMissing', `TF402305: The policy with ID ${id} does not exist.`);
}
