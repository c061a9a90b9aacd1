import type { Clock, Instant } from '../base/clock.ts';
import { dueBatch, hookAttempts, hookConcurrency, hookHistory, hookLeaseMs, hookRetryMs } from '../base/limits.ts';
import type { Document, DocumentChange, DocumentStore } from '../run/ports/document-store.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import { shownAnswer } from './answer.ts';
import { type Delivery, deliveryKind } from './delivery.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { HookSender } from './ports.ts';
import { requestOf, shownRequest } from './request.ts';
import { type ShelvedSubscription, SubscriptionShelf } from './shelf.ts';
import { afterFailure, afterSuccess, isActive } from './standing.ts';

export type DelivererPorts = {
  readonly documents: DocumentStore;
  readonly sender: HookSender;
  readonly secrets: Secrets;
  readonly clock: Clock;
};

type Due = Document & { readonly organization: string };

/**
 * Tries the deliveries that are due, each subscription's one after the other. A delivery is leased before it is tried: when its server
 * dies on it, any server tries it again once the lease is over, so that it arrives at least once.
 */
export class Deliverer {
  readonly #ports: DelivererPorts;
  readonly #shelf: SubscriptionShelf;
  /** By the subscription that they are made to. */
  readonly #going = new Map<string, Promise<void>>();
  readonly #report: (message: string) => void;

  /** `report` is told of what failed on our side; it is tried again. */
  constructor(ports: DelivererPorts, report: (message: string) => void) {
    this.#ports = ports;
    this.#shelf = new SubscriptionShelf(ports.documents);
    this.#report = report;
  }

  /** Begins with what is due. Returns before receivers have answered; call it again about every second. */
  async pump(): Promise<void> {
    const due = await this.#ports.documents.due(deliveryKind, this.#ports.clock.now());
    for (const [name, deliveries] of Map.groupBy(due, each => `${each.organization}/${each.scope}`)) {
      if (this.#going.has(name) && due.length >= dueBatch) await this.#postpone(deliveries);
      if (this.#going.has(name) || this.#going.size >= hookConcurrency) continue;
      const going = this.#deliver(deliveries)
        .catch((error: unknown) => this.#report(`delivering hooks failed: ${String(error)}`))
        .finally(() => this.#going.delete(name));
      this.#going.set(name, going);
    }
  }

  /** Resolves once no request is under way. */
  async settle(): Promise<void> {
    await Promise.all(this.#going.values());
  }

  /** Else those of one slow receiver would be all that is ever looked at. */
  async #postpone(deliveries: readonly Due[]): Promise<void> {
    const dueAt = this.#ports.clock.now() + hookRetryMs;
    for (const document of deliveries) {
      const delivery = document.value as Delivery;
      if (delivery.status === 'queued') await this.#write(document, delivery, dueAt);
    }
  }

  async #deliver(deliveries: readonly Due[]): Promise<void> {
    for (const document of deliveries) await this.#try(document);
  }

  async #try(document: Due): Promise<void> {
    const { organization } = document;
    const now = this.#ports.clock.now();
    const subscription = await this.#shelf.get(organization, document.scope);
    if (subscription === undefined) return void (await this.#write(document, undefined));
    const { value } = subscription;
    const delivery = document.value as Delivery;
    if (!isActive(value)) {
      const errorMessage = `The subscription is ${value.status}.`;
      return void (await this.#write(document, over({ ...delivery, errorMessage }, 'failed', now)));
    }
    const { retryAt = 0 } = value.probation ?? {};
    if (retryAt > now) return void (await this.#write(document, delivery, retryAt));
    await this.#send(document, delivery, subscription, now);
  }

  async #send(document: Due, before: Delivery, subscription: ShelvedSubscription, now: Instant): Promise<void> {
    const request = requestOf(subscription.value, before, this.#ports.secrets);
    const delivery: Delivery = {
      ...before,
      status: 'requestInProgress',
      attempts: before.attempts + 1,
      dequeuedAt: before.dequeuedAt ?? now,
      changedAt: now,
      request: shownRequest(request),
    };
    // Another server was faster, or it was removed meanwhile.
    if (!(await this.#write(document, delivery, now + hookLeaseMs))) return;
    const leased = { ...document, revision: document.revision + 1 };
    const begun = performance.now();
    const answer = await this.#ports.sender.send(request);
    const durationSeconds = Math.round(performance.now() - begun) / 1000;
    await this.#note(leased, { ...delivery, durationSeconds, ...shownAnswer(answer) }, subscription, outcomeOf(answer));
  }

  async #note(document: Due, delivery: Delivery, subscription: ShelvedSubscription, outcome: Outcome): Promise<void> {
    const now = this.#ports.clock.now();
    const isOnProbation = subscription.value.status === 'onProbation';
    if (outcome === 'transient' && !isOnProbation && delivery.attempts < hookAttempts) {
      const dueAt = now + hookRetryMs * 2 ** (delivery.attempts - 1);
      return void (await this.#write(document, { ...delivery, status: 'queued', changedAt: now }, dueAt));
    }
    const done = over(delivery, outcome === 'succeeded' ? 'succeeded' : 'failed', now);
    await this.#write(document, done);
    await this.#judge(document.organization, subscription, outcome, now);
    await this.#prune(document.organization, delivery);
  }

  /** A subscription that somebody changed meanwhile stands as they left it. */
  async #judge(organization: string, before: ShelvedSubscription, outcome: Outcome, now: Instant): Promise<void> {
    const { value, revision } = before;
    const after = outcome === 'succeeded' ? afterSuccess(value) : afterFailure(value, outcome === 'terminal', now);
    if (after !== value)
      await this.#ports.documents.write(organization, [this.#shelf.change(value.id, revision, after)]);
  }

  /** Old ones are removed as new ones end, a few at a time. */
  async #prune(organization: string, { subscriptionId: scope, notificationId }: Delivery): Promise<void> {
    const { documents } = this.#ports;
    const oldest = await documents.list({ organization, kind: deliveryKind, scope, top: 10 });
    for (const { id, position, revision, dueAt } of oldest) {
      if (position > notificationId - hookHistory || dueAt !== undefined) continue;
      await documents.write(organization, [{ kind: deliveryKind, scope, id, expected: revision, content: undefined }]);
    }
  }

  #write(
    { organization, kind, scope, id, position, revision }: Due,
    value: Delivery | undefined,
    dueAt?: Instant,
  ): Promise<boolean> {
    const content = value === undefined ? undefined : { position, value, ...(dueAt === undefined ? {} : { dueAt }) };
    const change: DocumentChange = { kind, scope, id, expected: revision, content };
    return this.#ports.documents.write(organization, [change]);
  }
}

function over(delivery: Delivery, result: 'succeeded' | 'failed', now: Instant): Delivery {
  return { ...delivery, status: 'completed', result, changedAt: now, completedAt: now };
}
