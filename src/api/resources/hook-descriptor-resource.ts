import type { Consumer, ConsumerAction } from '../../hooks/consumer.ts';
import type { EventType, Publisher } from '../../hooks/event-types.ts';
import type { HookInput } from '../../hooks/input.ts';
import type {
  EventTypeDescriptor,
  HookAction,
  HookConsumer,
  HookPublisher,
  InputDescriptor,
} from '../../wire/hooks.ts';

export function publisherResource(base: string, publisher: Publisher): HookPublisher {
  const { id, name, description, inputs, eventTypes } = publisher;
  return {
    id,
    url: `${base}/_apis/hooks/publishers/${id}`,
    name,
    description,
    inputDescriptors: inputs.map(inputDescriptor),
    supportedEvents: eventTypes.map(eventType => eventTypeResource(base, publisher, eventType)),
  };
}

export function eventTypeResource(base: string, publisher: Publisher, eventType: EventType): EventTypeDescriptor {
  const { id, name, description, resourceVersions, filters } = eventType;
  return {
    publisherId: publisher.id,
    id,
    url: `${base}/_apis/hooks/publishers/${publisher.id}/eventTypes/${id}`,
    name,
    description,
    supportedResourceVersions: [...resourceVersions],
    inputDescriptors: filters.map(inputDescriptor),
  };
}

export function consumerResource(base: string, consumer: Consumer): HookConsumer {
  const { id, name, description, actions } = consumer;
  return {
    id,
    url: `${base}/_apis/hooks/consumers/${id}`,
    name,
    description,
    authenticationType: 'none',
    inputDescriptors: [],
    actions: actions.map(action => actionResource(base, consumer, action)),
  };
}

export function actionResource(base: string, consumer: Consumer, action: ConsumerAction): HookAction {
  const { id, name, description, inputs } = action;
  return {
    id,
    consumerId: consumer.id,
    url: `${base}/_apis/hooks/consumers/${consumer.id}/actions/${id}`,
    name,
    description,
    supportedEventTypes: ['*'],
    supportedResourceVersions: {},
    allowResourceVersionOverride: true,
    inputDescriptors: inputs.map(inputDescriptor),
  };
}

function inputDescriptor(input: HookInput): InputDescriptor {
  const { id, name, description, mode, dataType, isRequired, isConfidential, choices, isDynamic, maxLength } = input;
  return {
    id,
    name,
    description,
    inputMode: mode,
    isConfidential: isConfidential ?? false,
    useInDefaultDescription: false,
    validation: {
      dataType,
      ...(isRequired === undefined ? {} : { isRequired }),
      ...(maxLength === undefined ? {} : { maxLength }),
    },
    ...(choices === undefined
      ? {}
      : {
          values: { inputId: id, defaultValue: '', possibleValues: [...choices], isLimitedToPossibleValues: true },
        }),
    ...(isDynamic === undefined ? {} : { hasDynamicValueInformation: isDynamic }),
  };
}
