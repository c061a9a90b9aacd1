import type { Instant } from '../base/clock.ts';
import type { HappeningHandler } from './outbox.ts';
import type { TriggerPorts } from './trigger-ports.ts';
import { CompletionTriggers, noteCompletions } from './triggers/completion-triggers.ts';
import { PullRequestTriggers } from './triggers/pull-request-triggers.ts';
import { PushTriggers } from './triggers/push-triggers.ts';
import { Schedules } from './triggers/schedules.ts';
import { WebhookTriggers } from './triggers/webhook-triggers.ts';

/** A topic that is woken when there is a new repository or pull request to look at. */
export const repositoriesTopic = 'repositories';

/** Starts the runs that nobody asks for: of pushes, of pull requests, of schedules, of the runs of other pipelines, of calls. */
export class Triggers {
  readonly #schedules: Schedules;
  readonly #pushes: PushTriggers;
  readonly #pullRequests: PullRequestTriggers;
  readonly #completions: CompletionTriggers;
  readonly #webhooks: WebhookTriggers;

  constructor(ports: TriggerPorts) {
    this.#schedules = new Schedules(ports);
    this.#pushes = new PushTriggers(ports, this.#schedules);
    this.#pullRequests = new PullRequestTriggers(ports);
    this.#completions = new CompletionTriggers(ports);
    this.#webhooks = new WebhookTriggers(ports);
  }

  /** What is to be told of happenings, so that `follow` has something to follow. */
  get handler(): HappeningHandler {
    return noteCompletions;
  }

  /** Looks at every repository for what was pushed, and at its pull requests. Not to be called again before it is done. */
  async look(): Promise<void> {
    await this.#pushes.look();
    await this.#pullRequests.look();
  }

  /** Starts what completed runs and calls from outside start. */
  async follow(now: Instant): Promise<void> {
    await this.#completions.tick(now);
    await this.#webhooks.tick(now);
  }

  /** Starts what is due. */
  runSchedules(now: Instant): Promise<void> {
    return this.#schedules.tick(now);
  }
}
