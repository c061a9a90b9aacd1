import type { Instant } from '../../base/clock.ts';
import type { Identity } from '../../run/events.ts';
import type { Pipeline } from '../../run/ports/catalogue.ts';
import type { Document, DocumentStore } from '../../run/ports/document-store.ts';
import type { DefinitionRevision } from '../../wire/definitions.ts';
import type { Services } from '../services.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

type Noted = {
  readonly pipeline: Pipeline;
  readonly change: 'add' | 'update';
  readonly by: Identity;
  readonly at: Instant;
  readonly comment?: string | undefined;
};

const kind = 'pipelineRevision';
const mostListed = 1000;

/** The revisions of pipelines: who changed what, and how each was. */
export class DefinitionHistory {
  readonly #organization: string;
  readonly #documents: DocumentStore;
  readonly #now: () => Instant;

  constructor({ organization, documents, clock }: Pick<Services, 'organization' | 'documents' | 'clock'>) {
    this.#organization = organization;
    this.#documents = documents;
    this.#now = () => clock.now();
  }

  /** Keeps a revision. A former one that nobody noted, of a pipeline made elsewhere, is kept with it. */
  async note(pipeline: Pipeline, how: Omit<Noted, 'pipeline' | 'at'>, former?: Pipeline): Promise<void> {
    if (former !== undefined && (await this.at(former, former.revision)) === undefined) {
      const at = former.settings?.createdAt ?? this.#now();
      await this.#write({ pipeline: former, change: 'add', by: how.by, at });
    }
    await this.#write({ pipeline, ...how, at: this.#now() });
  }

  /** How a pipeline was; `undefined` where the revision is not known. */
  async at({ id }: Pipeline, revision: number): Promise<Pipeline | undefined> {
    const found = await this.#documents.get(this.#organization, { kind, scope: `${id}`, id: `${revision}` });
    return found === undefined ? undefined : notedIn(found).pipeline;
  }

  /** Every noted revision, the oldest first. */
  async list(base: string, { id }: Pipeline): Promise<DefinitionRevision[]> {
    const found = await this.#documents.list({
      organization: this.#organization,
      kind,
      scope: `${id}`,
      top: mostListed,
    });
    return found.map(document => revisionOf(base, notedIn(document)));
  }

  async #write(noted: Noted): Promise<void> {
    const { id, revision } = noted.pipeline;
    const content = { position: revision, value: noted };
    await this.#documents.write(this.#organization, [
      { kind, scope: `${id}`, id: `${revision}`, expected: 0, content },
    ]);
  }
}

function notedIn(document: Document): Noted {
  return document.value as Noted;
}

function revisionOf(base: string, { pipeline, change, by, at, comment }: Noted): DefinitionRevision {
  const { id, name, revision, projectId } = pipeline;
  return {
    revision,
    name,
    changedBy: identityReference(base, by),
    changedDate: dateText(at),
    changeType: change,
    ...(comment === undefined ? {} : { comment }),
    definitionUrl: `${base}/${projectId}/_apis/build/Definitions/${id}?revision=${revision}`,
  };
}
