import type { HookInput, InputChoice } from './input.ts';
import { HookRefusal } from './refusal.ts';

/** Something that a consumer does with an event. */
export type ConsumerAction = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly HookInput[];
};

export type Consumer = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly actions: readonly ConsumerAction[];
};

const messages = [
  { value: '', displayValue: 'All' },
  { value: 'all', displayValue: 'All' },
  { value: 'text', displayValue: 'Text' },
  { value: 'html', displayValue: 'HTML' },
  { value: 'markdown', displayValue: 'Markdown' },
  { value: 'none', displayValue: 'None' },
];

const details = [
  { value: '', displayValue: 'All' },
  { value: 'all', displayValue: 'All' },
  { value: 'minimal', displayValue: 'Minimal' },
  { value: 'none', displayValue: 'None' },
];

const httpRequest: readonly HookInput[] = [
  text('url', 'URL', 'The URL to which an HTTP POST will be sent.', { dataType: 'uri', isRequired: true }),
  {
    ...text('acceptUntrustedCerts', 'Accept untrusted SSL certificates', 'Do not check the certificate of the URL.'),
    mode: 'checkBox',
    dataType: 'boolean',
  },
  {
    ...text('httpHeaders', 'HTTP headers', 'Headers to send, one on each line: the name, a colon, the value.'),
    mode: 'textArea',
    isConfidential: true,
  },
  text('basicAuthUsername', 'Basic authentication username', 'A user name for HTTP authentication.', {
    maxLength: 256,
  }),
  {
    ...text('basicAuthPassword', 'Basic authentication password', 'A password for HTTP authentication.'),
    mode: 'passwordBox',
    isConfidential: true,
    maxLength: 256,
  },
  choice('resourceDetailsToSend', 'Resource details to send', 'Which members of the resource are sent', details),
  choice('messagesToSend', 'Messages to send', 'Which forms of the message are sent', messages),
  choice('detailedMessagesToSend', 'Detailed messages to send', 'Which forms of the detailed message', messages),
];

/** Every consumer, as `_apis/hooks/consumers` lists it: those that work. */
export const consumers: readonly Consumer[] = [
  {
    id: 'webHooks',
    name: 'Web Hooks',
    description: 'Provides event communication via HTTP',
    actions: [
      {
        id: 'httpRequest',
        name: 'Post via HTTP',
        description: 'Posts the event as a JSON object to the specified URL.',
        inputs: httpRequest,
      },
    ],
  },
];

/** A consumer by its id, in any case; refused where there is none. */
export function consumerOf(id: string): Consumer {
  const consumer = consumers.find(each => each.id.toLowerCase() === id.toLowerCase());
  if (consumer === undefined) throw new HookRefusal('consumerMissing', `The consumer '${id}' does not exist.`);
  return consumer;
}

/** An action of a consumer by its id, in any case; refused where there is none. */
export function actionOf(consumer: Consumer, id: string): ConsumerAction {
  const action = consumer.actions.find(each => each.id.toLowerCase() === id.toLowerCase());
  if (action === undefined)
    throw new HookRefusal('actionMissing', `The consumer '${consumer.id}' has no action '${id}'.`);
  return action;
}

function text(id: string, name: string, description: string, more: Partial<HookInput> = {}): HookInput {
  return { id, name, description, mode: 'textBox', dataType: 'string', ...more };
}

function choice(id: string, name: string, description: string, choices: readonly InputChoice[]): HookInput {
  return { id, name, description, mode: 'combo', dataType: 'string', choices };
}
