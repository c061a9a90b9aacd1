import { type Static, Type } from 'typebox';
import { IdentityReference, Link } from './common.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, Nullable, WireEnum } from './json-schema.ts';

const inputMode = WireEnum({
  none: 0,
  textBox: 10,
  passwordBox: 20,
  combo: 30,
  radioButtons: 40,
  checkBox: 50,
  textArea: 60,
});
const inputDataType = WireEnum({ none: 0, string: 10, number: 20, boolean: 30, guid: 40, uri: 50 });

const InputValue = Closed({ value: Type.String(), displayValue: Type.String() });

const InputValues = Closed({
  inputId: Type.String(),
  defaultValue: Type.String(),
  possibleValues: Type.Array(InputValue),
  isLimitedToPossibleValues: Type.Boolean(),
});
export type InputValues = Static<typeof InputValues>;

const InputDescriptor = Closed({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  inputMode,
  isConfidential: Type.Boolean(),
  useInDefaultDescription: Type.Boolean(),
  validation: Closed({
    dataType: inputDataType,
    isRequired: Type.Optional(Type.Boolean()),
    maxLength: Type.Optional(Int32),
  }),
  values: Type.Optional(InputValues),
  hasDynamicValueInformation: Type.Optional(Type.Boolean()),
});
export type InputDescriptor = Static<typeof InputDescriptor>;

/** What can be subscribed to. */
export const EventTypeDescriptor = Closed({
  publisherId: Type.String(),
  id: Type.String(),
  url: Type.String(),
  name: Type.String(),
  description: Type.String(),
  supportedResourceVersions: Type.Array(Type.String()),
  inputDescriptors: Type.Array(InputDescriptor),
});
export type EventTypeDescriptor = Static<typeof EventTypeDescriptor>;

export const HookPublisher = Closed({
  id: Type.String(),
  url: Type.String(),
  name: Type.String(),
  description: Type.String(),
  inputDescriptors: Type.Array(InputDescriptor),
  supportedEvents: Type.Array(EventTypeDescriptor),
});
export type HookPublisher = Static<typeof HookPublisher>;

export const HookAction = Closed({
  id: Type.String(),
  consumerId: Type.String(),
  url: Type.String(),
  name: Type.String(),
  description: Type.String(),
  supportedEventTypes: Type.Array(Type.String()),
  supportedResourceVersions: Closed({}),
  allowResourceVersionOverride: Type.Boolean(),
  inputDescriptors: Type.Array(InputDescriptor),
});
export type HookAction = Static<typeof HookAction>;

export const HookConsumer = Closed({
  id: Type.String(),
  url: Type.String(),
  name: Type.String(),
  description: Type.String(),
  authenticationType: WireEnum({ none: 0, oAuth: 10, external: 20 }),
  inputDescriptors: Type.Array(InputDescriptor),
  actions: Type.Array(HookAction),
});
export type HookConsumer = Static<typeof HookConsumer>;

const texts = Dictionary(Type.String());

export const subscriptionStatus = WireEnum({
  enabled: 0,
  onProbation: 10,
  disabledByUser: 20,
  disabledBySystem: 30,
  disabledByInactiveIdentity: 40,
});

export const HookSubscription = Closed({
  id: Guid,
  url: Type.String(),
  status: subscriptionStatus,
  publisherId: Type.String(),
  eventType: Type.String(),
  resourceVersion: Type.String(),
  eventDescription: Type.String(),
  consumerId: Type.String(),
  consumerActionId: Type.String(),
  actionDescription: Type.String(),
  probationRetries: Type.Optional(Type.String()),
  lastProbationRetryDate: Type.Optional(DateTime),
  createdBy: IdentityReference,
  createdDate: DateTime,
  modifiedBy: IdentityReference,
  modifiedDate: DateTime,
  publisherInputs: texts,
  consumerInputs: texts,
  _links: Closed({
    self: Link,
    consumer: Link,
    actions: Link,
    notifications: Link,
    publisher: Link,
  }),
});
export type HookSubscription = Static<typeof HookSubscription>;

/** A subscription as clients send it; what they read of one and send back is left aside. */
export const HookSubscriptionParameters = Type.Object({
  publisherId: Type.String(),
  eventType: Type.String(),
  resourceVersion: Type.Optional(Type.String()),
  consumerId: Type.String(),
  consumerActionId: Type.String(),
  publisherInputs: Type.Optional(texts),
  consumerInputs: Type.Optional(texts),
  status: Type.Optional(subscriptionStatus),
});
export type HookSubscriptionParameters = Static<typeof HookSubscriptionParameters>;

const InputFilter = Type.Object({
  conditions: Type.Optional(
    Type.Array(
      Type.Object({
        inputId: Type.String(),
        inputValue: Type.Optional(Type.String()),
        operator: Type.Optional(WireEnum({ equals: 0, notEquals: 1 })),
        caseSensitive: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
});
export type InputFilter = Static<typeof InputFilter>;

const subscriptionsQuery = {
  publisherId: Type.Optional(Type.String()),
  eventType: Type.Optional(Type.String()),
  consumerId: Type.Optional(Type.String()),
  consumerActionId: Type.Optional(Type.String()),
  subscriberId: Type.Optional(Type.String()),
  publisherInputFilters: Type.Optional(Type.Array(InputFilter)),
  consumerInputFilters: Type.Optional(Type.Array(InputFilter)),
};
export const HookSubscriptionsQuery = Type.Object(subscriptionsQuery);
export const HookSubscriptionsAnswer = Type.Object({ ...subscriptionsQuery, results: Type.Array(HookSubscription) });

export const notificationStatus = WireEnum({ queued: 0, processing: 10, requestInProgress: 20, completed: 100 });
export const notificationResult = WireEnum({ pending: 0, succeeded: 10, failed: 20, filtered: 30 });

const FormattedMessage = Closed({ text: Type.String(), html: Type.String(), markdown: Type.String() });

const HookEvent = Closed({
  id: Guid,
  eventType: Type.String(),
  publisherId: Type.String(),
  message: FormattedMessage,
  detailedMessage: FormattedMessage,
  resource: Type.Unknown(),
  resourceVersion: Type.String(),
  resourceContainers: Dictionary(Closed({ id: Type.String(), baseUrl: Type.String() })),
  createdDate: DateTime,
});

const NotificationDetails = Closed({
  eventType: Type.String(),
  event: HookEvent,
  publisherId: Type.String(),
  publisherInputs: texts,
  consumerId: Type.String(),
  consumerActionId: Type.String(),
  consumerInputs: texts,
  request: Type.Optional(Type.String()),
  response: Type.Optional(Type.String()),
  requestAttempts: Int32,
  requestDuration: Type.Optional(Type.Number()),
  errorMessage: Type.Optional(Type.String()),
  errorDetail: Type.Optional(Type.String()),
  queuedDate: DateTime,
  dequeuedDate: Type.Optional(DateTime),
  processedDate: Type.Optional(DateTime),
  completedDate: Type.Optional(DateTime),
});

export const HookNotification = Closed({
  id: Int32,
  subscriptionId: Guid,
  subscriberId: Guid,
  eventId: Guid,
  status: notificationStatus,
  result: notificationResult,
  createdDate: DateTime,
  modifiedDate: DateTime,
  details: Type.Optional(NotificationDetails),
});
export type HookNotification = Static<typeof HookNotification>;

/** What a test is asked for with: the subscription as it stands in a notification's details. */
export const TestNotification = Type.Object({
  subscriptionId: Type.Optional(Type.String()),
  details: Type.Object({
    publisherId: Type.String(),
    eventType: Type.String(),
    consumerId: Type.String(),
    consumerActionId: Type.String(),
    publisherInputs: Type.Optional(texts),
    consumerInputs: Type.Optional(texts),
    event: Type.Optional(Type.Object({ resourceVersion: Type.Optional(Type.String()) })),
  }),
});
export type TestNotification = Static<typeof TestNotification>;

const notificationsQuery = {
  subscriptionIds: Type.Optional(Type.Array(Guid)),
  publisherId: Type.Optional(Type.String()),
  minCreatedDate: Type.Optional(Type.String()),
  maxCreatedDate: Type.Optional(Type.String()),
  status: Type.Optional(notificationStatus),
  resultType: Type.Optional(notificationResult),
  maxResults: Type.Optional(Int32),
  maxResultsPerSubscription: Type.Optional(Int32),
  includeDetails: Type.Optional(Type.Boolean()),
};
export const HookNotificationsQuery = Type.Object(notificationsQuery);
export type HookNotificationsQuery = Static<typeof HookNotificationsQuery>;

const NotificationSummary = Closed({
  subscriptionId: Guid,
  results: Type.Array(Closed({ result: notificationResult, notificationCount: Int32 })),
});

export const HookNotificationsAnswer = Type.Object({
  ...notificationsQuery,
  results: Type.Array(HookNotification),
  summary: Type.Array(NotificationSummary),
  associatedSubscriptions: Type.Array(HookSubscription),
});

export const HookPublishersQuery = Type.Object({
  publisherIds: Type.Optional(Type.Array(Type.String())),
  publisherInputs: Type.Optional(texts),
});
export const HookPublishersAnswer = Type.Object({
  publisherIds: Type.Optional(Type.Array(Type.String())),
  publisherInputs: Type.Optional(texts),
  results: Type.Array(HookPublisher),
});

export const InputValuesQuery = Type.Object({
  currentValues: Type.Optional(texts),
  inputValues: Type.Array(Type.Object({ inputId: Type.String() })),
});
export const InputValuesAnswer = Type.Object({ currentValues: texts, inputValues: Type.Array(InputValues) });

const Tracing = Closed({
  enabled: Type.Boolean(),
  startDate: Type.Optional(DateTime),
  endDate: Type.Optional(DateTime),
  maxTracedEntries: Int32,
  tracedEntries: Int32,
});

/** What is written down of deliveries: always the last ones, and of filters nothing. */
export const HookDiagnostics = Closed({
  deliveryResults: Tracing,
  deliveryTracing: Tracing,
  evaluationTracing: Nullable(Tracing),
});
