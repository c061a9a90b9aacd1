import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { ProjectId } from '../base/id.ts';
import type { DocumentStore } from './ports/document-store.ts';

/** A call from outside, as one project hears it. */
export type WebhookCall = {
  readonly projectId: ProjectId;
  /** The service connection that was called: its id, and its name in the project. */
  readonly connection: { readonly id: string; readonly name: string };
  /** JSON. */
  readonly body: string;
};

export const webhookCallKind = 'webhookCall';

export type WebhookCallPorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly clock: Clock;
};

/** Keeps calls until somebody has followed them, all of them or none. */
export async function noteWebhookCalls(
  { organization, documents, clock }: WebhookCallPorts,
  calls: readonly WebhookCall[],
): Promise<void> {
  const at = clock.now();
  const changes = calls.map(value => {
    const content = { position: at, dueAt: at, value };
    return { kind: webhookCallKind, scope: '', id: randomUUID(), expected: 0, content };
  });
  await documents.write(organization, changes);
}
