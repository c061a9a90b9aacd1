import { Type } from 'typebox';
import { hookHistory } from '../../base/limits.ts';
import type { Delivery } from '../../hooks/delivery.ts';
import type { NotificationFilter } from '../../hooks/notifications.ts';
import type { Subscription } from '../../hooks/subscription.ts';
import {
  HookNotification,
  HookNotificationsAnswer,
  HookNotificationsQuery,
  notificationResult,
  notificationStatus,
  TestNotification,
} from '../../wire/hooks.ts';
import { Collection, Id32, Int32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { notificationResource, subscriptionResource } from '../resources/hook-subscription-resource.ts';
import type { Services } from '../services.ts';

const hooks = `${organizationPath}/hooks`;
const params = { ...organizationParams, subscriptionId: Type.String() };

/** What was sent to subscribers, and what came of it. */
export function hookNotificationRoutes(api: Api, services: Services): void {
  listNotifications(api, services);
  getNotification(api, services);
  queryNotifications(api, services);
  testNotification(api, services);
}

function listNotifications(api: Api, services: Services): void {
  api.get(
    `${hooks}/subscriptions/:subscriptionId/notifications`,
    {
      config: { operation: 'hookNotifications.list' },
      schema: {
        params: Type.Object(params),
        querystring: Type.Object({
          maxResults: Type.Optional(Int32),
          status: Type.Optional(notificationStatus),
          result: Type.Optional(notificationResult),
        }),
        response: { 200: Collection(HookNotification) },
      },
    },
    async request => {
      const { maxResults, ...filter } = request.query;
      const subscription = await services.hooks.subscriptions.get(request.params.subscriptionId);
      const found = await services.hooks.notifications.list(subscription.id, { ...filter, top: topOf(maxResults) });
      const value = found.map(delivery => answer(services, delivery, subscription, false));
      return { count: value.length, value };
    },
  );
}

function getNotification(api: Api, services: Services): void {
  api.get(
    `${hooks}/subscriptions/:subscriptionId/notifications/:notificationId`,
    {
      config: { operation: 'hookNotifications.get' },
      schema: { params: Type.Object({ ...params, notificationId: Id32 }), response: { 200: HookNotification } },
    },
    async request => {
      const subscription = await services.hooks.subscriptions.get(request.params.subscriptionId);
      const delivery = await services.hooks.notifications.get(subscription.id, request.params.notificationId);
      return answer(services, delivery, subscription, true);
    },
  );
}

function queryNotifications(api: Api, services: Services): void {
  api.post(
    `${hooks}/notificationsquery`,
    {
      config: { operation: 'hookNotifications.query' },
      schema: {
        params: Type.Object(organizationParams),
        body: HookNotificationsQuery,
        response: { 200: HookNotificationsAnswer },
      },
    },
    async request => {
      const { subscriptionIds = [], publisherId, includeDetails = false, maxResults } = request.body;
      const wanted = new Set(subscriptionIds.map(id => id.toLowerCase()));
      const { subscriptions, notifications } = services.hooks;
      const all = await subscriptions.list(publisherId === undefined ? {} : { publisherId });
      const associated = all.filter(({ id }) => wanted.size === 0 || wanted.has(id));
      const filter = filterOf(request.body);
      const found = await Promise.all(
        associated.map(async each => (await notifications.list(each.id, filter)).map(delivery => ({ delivery, each }))),
      );
      const newest = found.flat().sort((a, b) => b.delivery.queuedAt - a.delivery.queuedAt);
      return {
        ...request.body,
        results: newest
          .slice(0, topOf(maxResults))
          .map(({ delivery, each }) => answer(services, delivery, each, includeDetails)),
        summary: found.flatMap(deliveries => summaryOf(deliveries.map(({ delivery }) => delivery))),
        associatedSubscriptions: associated.map(each =>
          subscriptionResource(request.base, each, subscriptions.shownInputs(each)),
        ),
      };
    },
  );
}

function testNotification(api: Api, services: Services): void {
  api.post(
    `${hooks}/testnotifications`,
    {
      config: { operation: 'hookNotifications.test' },
      schema: {
        params: Type.Object(organizationParams),
        // Real data is not looked for: a sample is sent either way.
        querystring: Type.Object({ useRealData: Type.Optional(Type.Boolean()) }),
        body: TestNotification,
        response: { 200: HookNotification },
      },
    },
    async request => {
      const { details, subscriptionId } = request.body;
      const { publisherInputs = {}, consumerInputs = {}, event, ...rest } = details;
      const { tfsSubscriptionId: _, ...filters } = publisherInputs;
      const version = event?.resourceVersion === undefined ? {} : { resourceVersion: event.resourceVersion };
      const draft = { ...rest, ...version, publisherInputs: filters, consumerInputs };
      const subscription = await services.hooks.subscriptions.tested(draft, subscriptionId);
      const delivery = await services.hooks.test(subscription);
      const shown = services.hooks.subscriptions.shownInputs(subscription);
      return notificationResource(delivery, request.caller.identity.id, { subscription, shown });
    },
  );
}

function answer(
  { hooks: { subscriptions } }: Services,
  delivery: Delivery,
  subscription: Subscription,
  isDetailed: boolean,
): HookNotification {
  const details = isDetailed ? { subscription, shown: subscriptions.shownInputs(subscription) } : undefined;
  return notificationResource(delivery, subscription.createdBy.id, details);
}

function topOf(asked: number | undefined): number {
  return asked === undefined || asked <= 0 ? hookHistory : Math.min(asked, hookHistory);
}

function filterOf(query: HookNotificationsQuery): NotificationFilter {
  const { status, resultType, minCreatedDate, maxCreatedDate, maxResultsPerSubscription } = query;
  return {
    top: topOf(maxResultsPerSubscription),
    ...(status === undefined ? {} : { status }),
    ...(resultType === undefined ? {} : { result: resultType }),
    ...(minCreatedDate === undefined ? {} : { minCreated: dateOf(minCreatedDate) }),
    ...(maxCreatedDate === undefined ? {} : { maxCreated: dateOf(maxCreatedDate) }),
  };
}

function dateOf(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw serviceError('argument', `'${text}' is not a date.`);
  return at;
}

function summaryOf(deliveries: readonly Delivery[]) {
  const [first] = deliveries;
  if (first === undefined) return [];
  const counts = Map.groupBy(deliveries, ({ result }) => result);
  const results = [...counts].map(([result, those]) => ({ result, notificationCount: those.length }));
  return [{ subscriptionId: first.subscriptionId, results }];
}
