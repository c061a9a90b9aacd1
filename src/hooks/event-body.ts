import { guidFromName } from '../base/id.ts';
import { hookResourceChars } from '../base/limits.ts';
import type { HookEventBody } from './delivery.ts';
import type { HookOccurrence } from './occurrences.ts';
import { minimalOf } from './payload.ts';
import type { HookResources } from './ports.ts';
import type { Subscription } from './subscription.ts';
import { messageOf } from './wording.ts';

/** The same for the same subscription and the same event of a run, and for nothing else. */
export function eventIdOf(subscription: Pick<Subscription, 'id'>, occurrence: HookOccurrence): string {
  const { key, version, eventType } = occurrence;
  return guidFromName(subscription.id, `${key.organization.toLowerCase()}/${key.runId}/${version}/${eventType}`);
}

/** What a subscription is told of an occurrence; `undefined` where nothing is left to tell of. */
export async function eventBodyOf(
  subscription: Pick<Subscription, 'id' | 'resourceVersion'>,
  occurrence: HookOccurrence,
  resources: HookResources,
): Promise<HookEventBody | undefined> {
  const { eventType, publisherId, run, at } = occurrence;
  const resource = await resources.resource(occurrence, subscription.resourceVersion);
  if (resource === undefined) return undefined;
  const message = messageOf(occurrence, resources.base());
  return {
    id: eventIdOf(subscription, occurrence),
    eventType,
    publisherId,
    message,
    detailedMessage: message,
    resource: JSON.stringify(resource).length > hookResourceChars ? minimalOf(resource) : resource,
    resourceVersion: subscription.resourceVersion,
    resourceContainers: containersOf(resources, run.queued.projectId),
    createdDate: new Date(at).toISOString(),
  };
}

/** Where the resource of an event lives. */
export function containersOf(resources: HookResources, projectId: string): HookEventBody['resourceContainers'] {
  const baseUrl = `${resources.base()}/`;
  const collection = { id: resources.organizationId(), baseUrl };
  return { collection, account: collection, project: { id: projectId, baseUrl } };
}
