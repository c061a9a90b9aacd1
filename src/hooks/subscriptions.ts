import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { hookSubscriptions } from '../base/limits.ts';
import { changeInTurn } from '../run/documents.ts';
import type { Identity } from '../run/events.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import { actionOf, consumerOf } from './consumer.ts';
import { type EventType, eventTypeOf, type Publisher, publisherOf } from './event-types.ts';
import { type HookInput, type InputValues, maskedValue } from './input.ts';
import { checkInputs, maskInputs, sealInputs } from './inputs.ts';
import { HookRefusal } from './refusal.ts';
import { SubscriptionShelf } from './shelf.ts';
import type { Subscription, SubscriptionDraft, SubscriptionStatus, TestedSubscription } from './subscription.ts';

/** What stands for a subscription in the test of one that was never stored. */
const noSubscription = '00000000-0000-0000-0000-000000000000';

export type SubscriptionPorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly secrets: Secrets;
  readonly clock: Clock;
};

/** Narrows a list; members compare in any case, and absent or empty ones let everything through. */
export type SubscriptionFilter = {
  readonly publisherId?: string;
  readonly eventType?: string;
  readonly consumerId?: string;
  readonly consumerActionId?: string;
};

/** The subscriptions of an organization. Refuses with `HookRefusal`. Safe to call concurrently, from any number of servers. */
export class Subscriptions {
  readonly #ports: SubscriptionPorts;
  readonly #shelf: SubscriptionShelf;

  constructor(ports: SubscriptionPorts) {
    this.#ports = ports;
    this.#shelf = new SubscriptionShelf(ports.documents);
  }

  /** Oldest first. */
  async list(filter: SubscriptionFilter = {}): Promise<readonly Subscription[]> {
    const all = (await this.#shelf.all(this.#ports.organization)).map(({ value }) => value);
    return all.filter(subscription =>
      (['publisherId', 'eventType', 'consumerId', 'consumerActionId'] as const).every(name => {
        const wanted = filter[name] ?? '';
        return wanted === '' || wanted.toLowerCase() === subscription[name].toLowerCase();
      }),
    );
  }

  async get(id: string): Promise<Subscription> {
    return (await this.#found(id)).value;
  }

  async create(draft: SubscriptionDraft, by: Identity): Promise<Subscription> {
    const { organization, documents, clock } = this.#ports;
    const at = clock.now();
    const parts = this.#checked(draft, {});
    if ((await this.#shelf.all(organization)).length >= hookSubscriptions)
      throw invalid(`An organization has at most ${hookSubscriptions} subscriptions.`);
    const status = asked(draft.status) ?? 'enabled';
    const authorship = { createdBy: by, createdAt: at, modifiedBy: by, modifiedAt: at };
    const value: Subscription = { id: randomUUID(), ...parts, status, ...authorship };
    await documents.write(organization, [this.#shelf.change(value.id, 0, value)]);
    return value;
  }

  /** Puts a draft in place of what a subscription was; enabling it ends its probation. */
  async replace(id: string, draft: SubscriptionDraft, by: Identity): Promise<Subscription> {
    const { organization, documents, clock } = this.#ports;
    return changeInTurn(documents, nameOf(id), async () => {
      const { value: before, revision } = await this.#found(id);
      const parts = this.#checked(draft, before.consumerInputs);
      const status = asked(draft.status) ?? before.status;
      const { createdBy, createdAt } = before;
      const probation = status === 'onProbation' && before.probation ? { probation: before.probation } : {};
      const authorship = { createdBy, createdAt, modifiedBy: by, modifiedAt: clock.now() };
      const value = { id: before.id, ...parts, status, ...probation, ...authorship };
      return (await documents.write(organization, [this.#shelf.change(before.id, revision, value)]))
        ? value
        : undefined;
    });
  }

  /** What is on its way to it is dropped when it comes up. */
  async remove(id: string): Promise<void> {
    const { organization, documents } = this.#ports;
    await changeInTurn(documents, nameOf(id), async () => {
      const { value, revision } = await this.#found(id);
      return (await documents.write(organization, [this.#shelf.change(value.id, revision, undefined)])) || undefined;
    });
  }

  /** A draft as it would stand, for a test of it. Masked settings are those of the subscription that is named, where there is one. */
  async tested(draft: SubscriptionDraft, id: string | undefined): Promise<TestedSubscription> {
    const known = id === undefined ? undefined : await this.#shelf.get(this.#ports.organization, id);
    return { id: known?.value.id ?? noSubscription, ...this.#checked(draft, known?.value.consumerInputs ?? {}) };
  }

  /** A subscription's settings as they are answered: confidential ones masked. */
  shownInputs({ consumerId, consumerActionId, consumerInputs }: TestedSubscription): InputValues {
    return maskInputs(consumerInputsOf(consumerId, consumerActionId), consumerInputs);
  }

  async #found(id: string): Promise<{ readonly value: Subscription; readonly revision: number }> {
    const found = await this.#shelf.get(this.#ports.organization, id);
    if (found === undefined)
      throw new HookRefusal('subscriptionMissing', `The subscription with ID ${id} does not exist.`);
    return found;
  }

  #checked(draft: SubscriptionDraft, before: InputValues) {
    const publisher = publisherOf(draft.publisherId);
    const eventType = eventTypeOf(publisher, draft.eventType);
    const consumer = consumerOf(draft.consumerId);
    const action = actionOf(consumer, draft.consumerActionId);
    checkInputs([...publisher.inputs, ...eventType.filters], draft.publisherInputs);
    checkInputs(action.inputs, draft.consumerInputs);
    checkMasked(draft.consumerInputs, before);
    return {
      publisherId: publisher.id,
      eventType: eventType.id,
      resourceVersion: versionOf(publisher, eventType, draft.resourceVersion),
      consumerId: consumer.id,
      consumerActionId: action.id,
      publisherInputs: draft.publisherInputs,
      consumerInputs: sealInputs(action.inputs, draft.consumerInputs, before, this.#ports.secrets),
    };
  }
}

function nameOf(id: string): string {
  return `subscription ${id.toLowerCase()}`;
}

// Else who may change a subscription could have its secrets sent to an address of their own.
function checkMasked(given: InputValues, before: InputValues): void {
  const keeps = Object.values(given).includes(maskedValue);
  const from = URL.parse(before.url ?? '')?.origin;
  if (keeps && from !== undefined && from !== URL.parse(given.url ?? '')?.origin)
    throw invalid('Secret inputs must be given again when the address is another one.');
}

/** The settings that an action takes. */
export function consumerInputsOf(consumerId: string, actionId: string): readonly HookInput[] {
  return actionOf(consumerOf(consumerId), actionId).inputs;
}

function versionOf(publisher: Publisher, { id, resourceVersions }: EventType, wanted = ''): string {
  const [newest = ''] = resourceVersions;
  if (wanted === '' || wanted.toLowerCase() === 'latest') return newest;
  if (resourceVersions.includes(wanted)) return wanted;
  throw invalid(`The resource version '${wanted}' of the event '${id}' of '${publisher.id}' is not supported.`);
}

/** The status that people may ask for; `onProbation` and the system's own words, sent back as they were read, leave it. */
function asked(status: string | undefined): SubscriptionStatus | undefined {
  return status === 'enabled' || status === 'disabledByUser' ? status : undefined;
}

function invalid(message: string): HookRefusal {
  return new HookRefusal('subscriptionInvalid', message);
}
