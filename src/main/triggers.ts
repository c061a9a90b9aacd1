import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Identity, RunKey } from '../run/events.ts';
import { type HappeningHandler, Outbox, outboxTopic } from '../run/outbox.ts';
import type { PipelineStarter } from '../run/ports/pipeline-starter.ts';
import type { Stores } from '../run/ports/stores.ts';
import type { TriggerPorts } from '../run/trigger-ports.ts';
import { repositoriesTopic, Triggers } from '../run/triggers.ts';
import { readChange, readRefs } from '../source/git-history.ts';
import { installPushHook } from '../source/push-hook.ts';
import { Background, type ReportFailure } from './background.ts';
import { gitMerger } from './git-merger.ts';
import { takePushes } from './push-log.ts';

const tickMs = 1000;
/** A run tells of itself several times within a short while, and so do others. */
const gatherMs = 100;
/** How often repositories are looked at whose pushes nobody tells of. */
const pollMs = 5000;

export type TriggerOptions = {
  readonly organization: string;
  readonly stores: Stores;
  readonly starter: PipelineStarter;
  readonly clock: Clock;
  /** Asks a run to stop. */
  readonly cancel: (run: RunKey, by: Identity) => Promise<unknown>;
  /** Completes the pull requests that wait for nothing else. */
  readonly completePullRequests: () => Promise<void>;
  /** Who else follows what happens to runs. */
  readonly followers: readonly Follower[];
  /** Where hooks of repositories write down what was pushed to them, a file for each repository by its id. */
  readonly pushed: string;
  readonly report: ReportFailure;
};

/** Someone who is told of what happens to runs, and then does what follows. */
export type Follower = {
  readonly handler: HappeningHandler;
  /** Called after the outbox was looked through, and about every second. */
  readonly follow?: () => Promise<void>;
};

/** Triggers while they live. They look by themselves; an emulated clock has them look before and after it is moved. */
export type RunningTriggers = AsyncDisposable & {
  /** Looks for pushes, and takes up schedules. */
  look(): Promise<void>;
  /** Starts what is due, and tells whoever follows what happened. */
  tick(): Promise<void>;
};

/** Starts the runs that nobody asks for: of pushes, of pull requests, of schedules, of other pipelines' runs. */
export async function startTriggers(options: TriggerOptions): Promise<RunningTriggers> {
  const { organization, stores, starter, clock, cancel, pushed, followers, report } = options;
  const { catalogue, documents, runs, wakeups } = stores;
  const history = { refs: readRefs, change: readChange };
  const kept = { organization, catalogue, documents, runs };
  const told = takePushes(pushed);
  const ports: TriggerPorts = { ...kept, history, told, merger: gitMerger, starter, cancel, clock, report };
  const triggers = new Triggers(ports);
  const outbox = new Outbox(stores, [triggers.handler, ...followers.map(({ handler }) => handler)]);
  await using opened = new AsyncDisposableStack();
  const watched = new Set<string>();
  const looking = opened.use(
    new Background(
      {
        name: 'looking for pushes',
        everyMs: pollMs,
        run: async () => {
          await triggers.look();
          await options.completePullRequests();
          await askToBeTold(ports, pushed, watched);
        },
      },
      report,
    ),
  );
  const following = opened.use(
    new Background(
      {
        name: 'following what happened',
        everyMs: tickMs,
        gatherMs,
        run: async () => {
          await outbox.pump(clock.now());
          await triggers.follow(clock.now());
          for (const { follow } of followers) await follow?.();
        },
      },
      report,
    ),
  );
  const scheduling = opened.use(
    new Background(
      { name: 'running schedules', everyMs: tickMs, run: () => triggers.runSchedules(clock.now()) },
      report,
    ),
  );
  opened.use(await followPushes(pushed, () => looking.wake()));
  opened.use(followTopic(wakeups, outboxTopic, () => following.wake()));
  opened.use(followTopic(wakeups, repositoriesTopic, () => looking.wake()));
  looking.wake();
  const running = opened.move();
  return {
    look: () => looking.now(),
    async tick() {
      await scheduling.now();
      await following.now();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Installs hooks in the repositories that have none of this server yet. */
async function askToBeTold(
  { organization, catalogue }: TriggerPorts,
  pushed: string,
  told: Set<string>,
): Promise<void> {
  for (const project of await catalogue.projects(organization)) {
    for (const { id, url } of await catalogue.repositories(organization, project.id)) {
      if (told.has(id)) continue;
      told.add(id);
      await installPushHook(url, join(pushed, id));
    }
  }
}

/** Hears of pushes through the files that hooks leave. */
async function followPushes(folder: string, heard: () => void): Promise<Disposable> {
  await mkdir(folder, { recursive: true });
  const watcher = watch(folder, { persistent: false }, heard);
  // Where files can't be watched repositories are still looked at from time to time.
  watcher.on('error', () => {});
  return { [Symbol.dispose]: () => watcher.close() };
}

function followTopic(wakeups: Stores['wakeups'], topic: string, heard: () => void): AsyncDisposable {
  const stopping = new AbortController();
  const follow = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await wakeups.wait(topic, 60_000, stopping.signal);
      if (!stopping.signal.aborted) heard();
    }
  };
  const following = follow();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await following;
    },
  };
}
