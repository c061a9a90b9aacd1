import { Type } from 'typebox';
import { hookHistory } from '../../base/limits.ts';
import type { Subscription, SubscriptionDraft } from '../../hooks/subscription.ts';
import {
  HookDiagnostics,
  HookSubscription,
  HookSubscriptionParameters,
  HookSubscriptionsAnswer,
  HookSubscriptionsQuery,
  type InputFilter,
} from '../../wire/hooks.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { subscriptionResource } from '../resources/hook-subscription-resource.ts';
import type { Services } from '../services.ts';

const path = `${organizationPath}/hooks/subscriptions`;
const params = { ...organizationParams, subscriptionId: Type.String() };

/** Who is told of what happens to runs. */
export function hookSubscriptionRoutes(api: Api, services: Services): void {
  listSubscriptions(api, services);
  querySubscriptions(api, services);
  writeSubscriptions(api, services);
  oneSubscription(api, services);
  diagnostics(api, services);
}

function listSubscriptions(api: Api, services: Services): void {
  const text = Type.Optional(Type.String());
  api.get(
    path,
    {
      config: { operation: 'hookSubscriptions.list' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({ publisherId: text, eventType: text, consumerId: text, consumerActionId: text }),
        response: { 200: Collection(HookSubscription) },
      },
    },
    async request => {
      const found = await services.hooks.subscriptions.list(request.query);
      const value = found.map(each => shown(services, request.base, each));
      return { count: value.length, value };
    },
  );
}

function querySubscriptions(api: Api, services: Services): void {
  api.post(
    `${organizationPath}/hooks/subscriptionsquery`,
    {
      config: { operation: 'hookSubscriptions.query' },
      schema: {
        params: Type.Object(organizationParams),
        body: HookSubscriptionsQuery,
        response: { 200: HookSubscriptionsAnswer },
      },
    },
    async request => {
      const { publisherInputFilters = [], consumerInputFilters = [] } = request.body;
      const found = await services.hooks.subscriptions.list(request.body);
      const results = found
        .map(each => shown(services, request.base, each))
        .filter(each => passes(publisherInputFilters, each.publisherInputs))
        .filter(each => passes(consumerInputFilters, each.consumerInputs));
      return { ...request.body, results };
    },
  );
}

/** All conditions of one of the filters hold, or there are no filters. */
function passes(filters: readonly InputFilter[], inputs: Readonly<Record<string, string>>): boolean {
  return (
    filters.length === 0 ||
    filters.some(({ conditions = [] }) =>
      conditions.every(({ inputId, inputValue = '', operator = 'equals', caseSensitive = false }) => {
        const [left, right] = [inputs[inputId] ?? '', inputValue].map(value =>
          caseSensitive ? value : value.toLowerCase(),
        );
        return (left === right) === (operator === 'equals');
      }),
    )
  );
}

function writeSubscriptions(api: Api, services: Services): void {
  api.post(
    path,
    {
      config: { operation: 'hookSubscriptions.create' },
      schema: {
        params: Type.Object(organizationParams),
        body: HookSubscriptionParameters,
        response: { 200: HookSubscription },
      },
    },
    async request => {
      const { subscriptions } = services.hooks;
      const made = await subscriptions.create(draftOf(request.body), request.caller.identity);
      return shown(services, request.base, made);
    },
  );
  api.put(
    `${path}/:subscriptionId`,
    {
      config: { operation: 'hookSubscriptions.replace' },
      schema: { params: Type.Object(params), body: HookSubscriptionParameters, response: { 200: HookSubscription } },
    },
    async request => {
      const { subscriptionId } = request.params;
      const draft = draftOf(request.body);
      const changed = await services.hooks.subscriptions.replace(subscriptionId, draft, request.caller.identity);
      return shown(services, request.base, changed);
    },
  );
}

function oneSubscription(api: Api, services: Services): void {
  api.get(
    `${path}/:subscriptionId`,
    {
      config: { operation: 'hookSubscriptions.get' },
      schema: { params: Type.Object(params), response: { 200: HookSubscription } },
    },
    async request =>
      shown(services, request.base, await services.hooks.subscriptions.get(request.params.subscriptionId)),
  );
  api.delete(
    `${path}/:subscriptionId`,
    { config: { operation: 'hookSubscriptions.delete' }, schema: { params: Type.Object(params) } },
    async (request, reply) => {
      await services.hooks.subscriptions.remove(request.params.subscriptionId);
      return noContent(reply);
    },
  );
}

/** The history is always written, so that turning it on or off changes nothing. */
function diagnostics(api: Api, services: Services): void {
  const answer = async (id: string) => {
    const { createdAt, id: scope } = await services.hooks.subscriptions.get(id);
    const traced = await services.hooks.notifications.list(scope, { top: hookHistory });
    const startDate = new Date(createdAt).toISOString();
    const tracing = { enabled: true, startDate, maxTracedEntries: hookHistory, tracedEntries: traced.length };
    return { deliveryResults: tracing, deliveryTracing: tracing, evaluationTracing: null };
  };
  api.get(
    `${path}/:subscriptionId/diagnostics`,
    {
      config: { operation: 'hookDiagnostics.get' },
      schema: { params: Type.Object(params), response: { 200: HookDiagnostics } },
    },
    async request => answer(request.params.subscriptionId),
  );
  api.put(
    `${path}/:subscriptionId/diagnostics`,
    {
      config: { operation: 'hookDiagnostics.update' },
      schema: { params: Type.Object(params), body: Type.Object({}), response: { 200: HookDiagnostics } },
    },
    async request => answer(request.params.subscriptionId),
  );
}

function shown({ hooks }: Services, base: string, subscription: Subscription): HookSubscription {
  return subscriptionResource(base, subscription, hooks.subscriptions.shownInputs(subscription));
}

function draftOf(body: HookSubscriptionParameters): SubscriptionDraft {
  const { publisherInputs = {}, consumerInputs = {}, ...rest } = body;
  const { tfsSubscriptionId: _, ...filters } = publisherInputs;
  return { ...rest, publisherInputs: filters, consumerInputs };
}
