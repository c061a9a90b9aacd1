import type { ResourceLocation } from './discovery.ts';

function hooks(resourceName: string, id: string, template: string, minVersion = '1.0'): ResourceLocation {
  const routeTemplate = `_apis/{area}/${template}`;
  const versions = { resourceVersion: 1, minVersion, maxVersion: '7.2', releasedVersion: '7.1' };
  return { id, area: 'hooks', resourceName, routeTemplate, ...versions };
}

/** The resources of service hooks, under the ids that the service publishes for them. */
export const hookLocations = {
  hookSubscriptions: hooks('subscriptions', 'fc50d02a-849f-41fb-8af1-0a5216103269', '{resource}/{subscriptionId}'),
  hookSubscriptionsQuery: hooks('subscriptionsQuery', 'c7c3c1cf-9e05-4c0d-a425-a0f922c2c6ed', '{resource}'),
  hookDiagnostics: hooks(
    'Diagnostics',
    '3b36bcb5-02ad-43c6-bbfa-6dfc6f8e9d68',
    'subscriptions/{subscriptionId}/diagnostics',
    '4.1',
  ),
  hookNotifications: hooks(
    'notifications',
    '0c62d343-21b0-4732-997b-017fde84dc28',
    'subscriptions/{subscriptionId}/{resource}/{notificationId}',
  ),
  hookNotificationsQuery: hooks('notificationsQuery', '1a57562f-160a-4b5c-9185-905e95b39d36', '{resource}'),
  hookTestNotifications: hooks(
    'testNotifications',
    '1139462c-7e27-4524-a997-31b9b73551fe',
    '{resource}/{notificationId}',
  ),
  hookPublishers: hooks('publishers', '1e83a210-5b53-43bc-90f0-d476a4e5d731', '{resource}/{publisherId}'),
  hookPublishersQuery: hooks('publishersQuery', '99b44a8a-65a8-4670-8f3e-e7f7842cce64', '{resource}'),
  hookEventTypes: hooks(
    'eventTypes',
    'db4777cd-8e08-4a84-8ba3-c974ea033718',
    'publishers/{publisherId}/{resource}/{eventTypeId}',
  ),
  hookInputValues: hooks(
    'PublisherInputValuesQuery',
    'd815d352-a566-4dc1-a3e3-fd245acf688c',
    'publishers/{publisherId}/inputValuesQuery',
    '2.0',
  ),
  hookConsumers: hooks('consumers', '4301c514-5f34-4f5d-a145-f0ea7b5b7d19', '{resource}/{consumerId}'),
  hookActions: hooks(
    'actions',
    'c3428e90-7a69-4194-8ed8-0f153185ee0d',
    'consumers/{consumerId}/{resource}/{consumerActionId}',
  ),
} as const satisfies Record<string, ResourceLocation>;
