import { Type } from 'typebox';
import { actionOf, consumerOf, consumers } from '../../hooks/consumer.ts';
import { eventTypeOf, publisherOf, publishers } from '../../hooks/event-types.ts';
import {
  EventTypeDescriptor,
  HookAction,
  HookConsumer,
  HookPublisher,
  HookPublishersAnswer,
  HookPublishersQuery,
  InputValuesAnswer,
  InputValuesQuery,
} from '../../wire/hooks.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import {
  actionResource,
  consumerResource,
  eventTypeResource,
  publisherResource,
} from '../resources/hook-descriptor-resource.ts';
import { possibleValues } from '../resources/hook-input-values.ts';
import type { Services } from '../services.ts';

const hooks = `${organizationPath}/hooks`;
const publisherParams = { ...organizationParams, publisherId: Type.String() };
const consumerParams = { ...organizationParams, consumerId: Type.String() };

/** What can be subscribed to, and what can be done with it. */
export function hookPublisherRoutes(api: Api, services: Services): void {
  publisherRoutes(api);
  eventTypeRoutes(api);
  queryInputValues(api, services);
  consumerRoutes(api);
  actionRoutes(api);
}

function publisherRoutes(api: Api): void {
  api.get(
    `${hooks}/publishers`,
    {
      config: { operation: 'hookPublishers.list' },
      schema: { params: Type.Object(organizationParams), response: { 200: Collection(HookPublisher) } },
    },
    async request => collection(publishers.map(publisher => publisherResource(request.base, publisher))),
  );
  api.get(
    `${hooks}/publishers/:publisherId`,
    {
      config: { operation: 'hookPublishers.get' },
      schema: { params: Type.Object(publisherParams), response: { 200: HookPublisher } },
    },
    async request => publisherResource(request.base, publisherOf(request.params.publisherId)),
  );
  api.post(
    `${hooks}/publishersquery`,
    {
      config: { operation: 'hookPublishers.query' },
      schema: {
        params: Type.Object(organizationParams),
        body: HookPublishersQuery,
        response: { 200: HookPublishersAnswer },
      },
    },
    async request => {
      const { publisherIds = [] } = request.body;
      const wanted = new Set(publisherIds.map(id => id.toLowerCase()));
      const found = publishers.filter(({ id }) => wanted.size === 0 || wanted.has(id));
      return { ...request.body, results: found.map(publisher => publisherResource(request.base, publisher)) };
    },
  );
}

function eventTypeRoutes(api: Api): void {
  api.get(
    `${hooks}/publishers/:publisherId/eventtypes`,
    {
      config: { operation: 'hookEventTypes.list' },
      schema: { params: Type.Object(publisherParams), response: { 200: Collection(EventTypeDescriptor) } },
    },
    async request => {
      const publisher = publisherOf(request.params.publisherId);
      return collection(publisher.eventTypes.map(each => eventTypeResource(request.base, publisher, each)));
    },
  );
  api.get(
    `${hooks}/publishers/:publisherId/eventtypes/:eventTypeId`,
    {
      config: { operation: 'hookEventTypes.get' },
      schema: {
        params: Type.Object({ ...publisherParams, eventTypeId: Type.String() }),
        response: { 200: EventTypeDescriptor },
      },
    },
    async request => {
      const publisher = publisherOf(request.params.publisherId);
      return eventTypeResource(request.base, publisher, eventTypeOf(publisher, request.params.eventTypeId));
    },
  );
}

function queryInputValues(api: Api, services: Services): void {
  api.post(
    `${hooks}/publishers/:publisherId/inputValuesQuery`,
    {
      config: { operation: 'hookInputValues.query' },
      schema: {
        params: Type.Object(publisherParams),
        body: InputValuesQuery,
        response: { 200: InputValuesAnswer },
      },
    },
    async request => {
      const publisher = publisherOf(request.params.publisherId);
      const { currentValues = {}, inputValues } = request.body;
      const asked = inputValues.map(({ inputId }) => possibleValues(services, publisher, inputId, currentValues));
      return { currentValues, inputValues: await Promise.all(asked) };
    },
  );
}

function consumerRoutes(api: Api): void {
  api.get(
    `${hooks}/consumers`,
    {
      config: { operation: 'hookConsumers.list' },
      schema: { params: Type.Object(organizationParams), response: { 200: Collection(HookConsumer) } },
    },
    async request => collection(consumers.map(consumer => consumerResource(request.base, consumer))),
  );
  api.get(
    `${hooks}/consumers/:consumerId`,
    {
      config: { operation: 'hookConsumers.get' },
      schema: { params: Type.Object(consumerParams), response: { 200: HookConsumer } },
    },
    async request => consumerResource(request.base, consumerOf(request.params.consumerId)),
  );
}

function actionRoutes(api: Api): void {
  api.get(
    `${hooks}/consumers/:consumerId/actions`,
    {
      config: { operation: 'hookActions.list' },
      schema: { params: Type.Object(consumerParams), response: { 200: Collection(HookAction) } },
    },
    async request => {
      const consumer = consumerOf(request.params.consumerId);
      return collection(consumer.actions.map(action => actionResource(request.base, consumer, action)));
    },
  );
  api.get(
    `${hooks}/consumers/:consumerId/actions/:actionId`,
    {
      config: { operation: 'hookActions.get' },
      schema: {
        params: Type.Object({ ...consumerParams, actionId: Type.String() }),
        response: { 200: HookAction },
      },
    },
    async request => {
      const consumer = consumerOf(request.params.consumerId);
      return actionResource(request.base, consumer, actionOf(consumer, request.params.actionId));
    },
  );
}

function collection<Item>(value: Item[]): { count: number; value: Item[] } {
  return { count: value.length, value };
}
