import type { Document, DocumentStore } from '../run/ports/document-store.ts';
import { type Delivery, deliveryKind } from './delivery.ts';
import { HookRefusal } from './refusal.ts';

/** Narrows a list of notifications; what is absent lets everything through. */
export type NotificationFilter = {
  readonly status?: string;
  readonly result?: string;
  readonly minCreated?: number;
  readonly maxCreated?: number;
  readonly top: number;
};

/** The notifications of an organization's subscriptions: what was sent, and what came of it. Refuses with `HookRefusal`. */
export class Notifications {
  readonly #documents: DocumentStore;
  readonly #organization: string;

  constructor(documents: DocumentStore, organization: string) {
    this.#documents = documents;
    this.#organization = organization;
  }

  /** Newest first. */
  async list(subscriptionId: string, filter: NotificationFilter): Promise<readonly Delivery[]> {
    const found: Delivery[] = [];
    let after: Pick<Document, 'position' | 'id'> | undefined;
    while (found.length < filter.top) {
      const page = await this.#page(subscriptionId, after);
      found.push(...page.map(({ value }) => value as Delivery).filter(delivery => isWanted(delivery, filter)));
      after = page.at(-1);
      if (after === undefined) break;
    }
    return found.slice(0, filter.top);
  }

  async get(subscriptionId: string, notificationId: number): Promise<Delivery> {
    const [found] = await this.#page(subscriptionId, { position: notificationId + 1, id: '' }, 1);
    const delivery = found?.value as Delivery | undefined;
    if (delivery?.notificationId === notificationId) return delivery;
    throw new HookRefusal(
      'notificationMissing',
      `The notification ${notificationId} of the subscription ${subscriptionId} does not exist.`,
    );
  }

  #page(scope: string, after: Pick<Document, 'position' | 'id'> | undefined, top = 100): Promise<readonly Document[]> {
    return this.#documents.list({
      organization: this.#organization,
      kind: deliveryKind,
      scope: scope.toLowerCase(),
      descending: true,
      top,
      ...(after === undefined ? {} : { after: { position: after.position, id: after.id } }),
    });
  }
}

function isWanted(delivery: Delivery, { status, result, minCreated, maxCreated }: NotificationFilter): boolean {
  if (status !== undefined && delivery.status !== status) return false;
  if (result !== undefined && delivery.result !== result) return false;
  if (minCreated !== undefined && delivery.queuedAt < minCreated) return false;
  return maxCreated === undefined || delivery.queuedAt <= maxCreated;
}
