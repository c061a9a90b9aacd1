import { hookSubscriptions } from '../base/limits.ts';
import type { Document, DocumentChange, DocumentStore } from '../run/ports/document-store.ts';
import type { Subscription } from './subscription.ts';

const kind = 'hookSubscription';

/** A subscription and the revision at which it was read. */
export type ShelvedSubscription = { readonly value: Subscription; readonly revision: number };

/** The subscriptions of an organization as documents. */
export class SubscriptionShelf {
  readonly #documents: DocumentStore;

  constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  /** Oldest first. */
  async all(organization: string): Promise<readonly ShelvedSubscription[]> {
    return (await this.#documents.list({ organization, kind, scope: '', top: hookSubscriptions })).map(shelved);
  }

  async get(organization: string, id: string): Promise<ShelvedSubscription | undefined> {
    const found = await this.#documents.get(organization, { kind, scope: '', id: id.toLowerCase() });
    return found === undefined ? undefined : shelved(found);
  }

  /** What makes, changes or (`undefined`) removes a subscription that stands at `expected`; 0 is one that is not there. */
  change(id: string, expected: number, value: Subscription | undefined): DocumentChange {
    const content = value === undefined ? undefined : { position: value.createdAt, value };
    return { kind, scope: '', id, expected, content };
  }
}

function shelved({ value, revision }: Document): ShelvedSubscription {
  return { value: value as Subscription, revision };
}
