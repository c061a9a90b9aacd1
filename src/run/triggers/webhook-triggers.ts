import type { Instant } from '../../base/clock.ts';
import type { PlanWebhookResource } from '../../plan/model.ts';
import type { Pipeline } from '../ports/catalogue.ts';
import { type TriggerPorts, triggeredBy } from '../trigger-ports.ts';
import { type WebhookCall, webhookCallKind } from '../webhook-calls.ts';
import { textAt } from './json-path.ts';

/** Starts the pipelines that wait for calls from outside: `resources: webhooks:`. */
export class WebhookTriggers {
  readonly #ports: TriggerPorts;

  constructor(ports: TriggerPorts) {
    this.#ports = ports;
  }

  /** Looks after the calls that were noted. Of several servers that do so one acts on each. */
  async tick(now: Instant): Promise<void> {
    const { documents, organization } = this.#ports;
    for (const { organization: owner, kind, scope, id, revision, value } of await documents.due(webhookCallKind, now)) {
      if (owner !== organization) continue;
      const removal = { kind, scope, id, expected: revision, content: undefined };
      if (await documents.write(organization, [removal])) await this.#follow(value as WebhookCall);
    }
  }

  async #follow(call: WebhookCall): Promise<void> {
    const { organization, catalogue } = this.#ports;
    for (const pipeline of await catalogue.pipelines(organization, call.projectId)) await this.#react(pipeline, call);
  }

  /** The file that counts is that of the default branch. */
  async #react(pipeline: Pipeline, call: WebhookCall): Promise<void> {
    if (pipeline.settings?.queueStatus === 'disabled') return;
    const { organization, catalogue, history, starter } = this.#ports;
    const repository = await catalogue.repository(organization, pipeline.projectId, pipeline.repositoryId);
    const refName = repository?.defaultBranch ?? '';
    const version = repository && (await history.refs(repository.url))?.[refName];
    if (version === undefined) return;
    const plan = await starter.planAt(pipeline, { refName, version });
    const webhooks = Object.entries(plan?.resources.webhooks ?? {});
    const alias = webhooks.find(([, resource]) => isCalled(resource, call))?.[0];
    if (alias !== undefined) await this.#start(pipeline, alias, { refName, version }, call);
  }

  async #start(
    pipeline: Pipeline,
    alias: string,
    self: { readonly refName: string; readonly version: string },
    { connection, body }: WebhookCall,
  ): Promise<void> {
    const { starter, report } = this.#ports;
    const started = await starter.start(pipeline, {
      reason: 'resourceTrigger',
      self,
      by: triggeredBy,
      triggerInfo: { artifactType: 'Webhook', alias, source: connection.name, connection: connection.id },
      payloads: { [alias]: body },
    });
    if ('refusal' in started)
      report(`A call of '${connection.name}' started no run of '${pipeline.name}': ${started.refusal}`);
  }
}

/** Whether a resource names the connection, by its name in any case or its id, and the body has what its filters ask for. */
function isCalled({ connection, filters }: PlanWebhookResource, call: WebhookCall): boolean {
  const { id, name } = call.connection;
  if (![id, name.toLowerCase()].includes(connection.toLowerCase())) return false;
  const body: unknown = JSON.parse(call.body);
  return filters.every(({ path, value }) => textAt(body, path) === value);
}
