import type { PlanTrigger } from '../../plan/model.ts';
import type { Pipeline, Repository } from '../ports/catalogue.ts';
import type { CodeChange } from '../ports/code-history.ts';
import { type TriggerPorts, triggeredBy } from '../trigger-ports.ts';
import { ciTrigger } from './ci-trigger.ts';
import { takesPaths, takesRef } from './filters.ts';
import type { Schedules } from './schedules.ts';
import { asksToSkip } from './skip-ci.ts';

/** A branch or tag that moved. `waiting`: only these pipelines are still to be looked at, because their batch was not over. */
type Push = {
  readonly refName: string;
  readonly from: string | undefined;
  readonly to: string;
  readonly waiting?: readonly number[];
};

/**
 * What was last seen of a repository. `pending` pushes were seen, and what follows from them is not yet done: until `claimedUntil` one server
 * is about it, and after that, should it have died, the next one.
 */
type Seen = {
  readonly claimedUntil: number;
  readonly refs: Readonly<Record<string, string>>;
  readonly pending: readonly Push[];
  /** The revisions of pipelines whose schedules are known. */
  readonly scheduled: Readonly<Record<string, number>>;
};

const kind = 'repositoryWatch';
const lookedThrough = 100;

/** For how long a server that looks after pushes is left to it, in milliseconds. */
const claimMs = 60_000;

/**
 * Starts runs for pushes to registered repositories: each time it looks, branches and tags are compared with what was seen before. What was seen is
 * stored before anything is started, so no push is lost, and of several servers one acts on it. What was there when a repository is first
 * seen starts nothing.
 */
export class PushTriggers {
  readonly #ports: TriggerPorts;
  readonly #schedules: Schedules;

  constructor(ports: TriggerPorts, schedules: Schedules) {
    this.#ports = ports;
    this.#schedules = schedules;
  }

  /** Looks at every repository, or at the one of an id. */
  async look(repositoryId?: string): Promise<void> {
    const { organization, catalogue } = this.#ports;
    for (const project of await catalogue.projects(organization)) {
      const pipelines = await catalogue.pipelines(organization, project.id);
      for (const repository of await catalogue.repositories(organization, project.id)) {
        const own = pipelines.filter(pipeline => pipeline.repositoryId === repository.id);
        if (repositoryId === undefined || repository.id === repositoryId) await this.#lookAt(repository, own);
      }
    }
  }

  async #lookAt(repository: Repository, pipelines: readonly Pipeline[]): Promise<void> {
    const { history, documents, organization, clock } = this.#ports;
    const refs = await history.refs(repository.url);
    if (refs === undefined) return;
    const found = await documents.get(organization, refOf(repository));
    const before = found?.value as Seen | undefined;
    const looked = this.#compare(pipelines, before, refs);
    if (looked === undefined || (before?.claimedUntil ?? 0) > clock.now()) return;
    const { pushes, pending, unscheduled } = looked;
    const claim: Seen = { refs, pending, scheduled: before?.scheduled ?? {}, claimedUntil: clock.now() + claimMs };
    if (!(await this.#write(repository, found?.revision ?? 0, claim))) return;
    const left = await this.#follow(repository, pipelines, pending);
    await this.#schedule(pipelines, unscheduled, pushes, before?.refs ?? {}, refs);
    const scheduled = Object.fromEntries(pipelines.map(({ id, revision }) => [id, revision]));
    // Refused when the claim ran out and another server took over: what it does then, it does again.
    await this.#write(repository, (found?.revision ?? 0) + 1, { refs, pending: left, scheduled, claimedUntil: 0 });
  }

  /** What is to be done about a repository; `undefined` when nothing is. */
  #compare(pipelines: readonly Pipeline[], before: Seen | undefined, refs: Seen['refs']) {
    const pushes = before === undefined ? [] : pushesBetween(before.refs, refs);
    const pending = [...(before?.pending ?? []), ...pushes];
    const unscheduled = pipelines.filter(({ id, revision }) => before?.scheduled[id] !== revision);
    const isSame = before !== undefined && pending.length + unscheduled.length === 0 && !isGone(before.refs, refs);
    return isSame ? undefined : { pushes, pending, unscheduled };
  }

  #write(repository: Repository, expected: number, value: Seen): Promise<boolean> {
    const change = { ...refOf(repository), expected, content: { position: 0, value } };
    return this.#ports.documents.write(this.#ports.organization, [change]);
  }

  /** Starts what pushes start; answers those that are to be looked at again. */
  async #follow(
    repository: Repository,
    pipelines: readonly Pipeline[],
    pending: readonly Push[],
  ): Promise<readonly Push[]> {
    const left: Push[] = [];
    for (const push of joined(pending)) {
      const concerned = pipelines.filter(({ id }) => push.waiting === undefined || push.waiting.includes(id));
      const waiting: number[] = [];
      for (const pipeline of concerned) {
        if ((await this.#react(repository, pipeline, push)) === 'waits') waiting.push(pipeline.id);
      }
      if (waiting.length > 0) left.push({ ...push, waiting });
    }
    return left;
  }

  async #react(repository: Repository, pipeline: Pipeline, push: Push): Promise<'done' | 'waits'> {
    if ((pipeline.settings?.queueStatus ?? 'enabled') !== 'enabled') return 'done';
    const self = { refName: push.refName, version: push.to };
    const plan = await this.#ports.starter.planAt(pipeline, self);
    if (plan === undefined) return 'done';
    const trigger = ciTrigger(plan.triggers, pipeline.settings);
    if (!takesRef(trigger, push.refName)) return 'done';
    const change = await this.#changeOf(repository, push);
    if (change === undefined || asksToSkip(change.messages)) return 'done';
    if (!isTag(push) && !takesPaths(trigger.paths, change.paths)) return 'done';
    if (trigger.batch && (await this.#isRunning(pipeline, push.refName))) return 'waits';
    await this.#start(repository, pipeline, push, trigger, change);
    return 'done';
  }

  /** A new branch is compared with the default branch, and its commits beyond that one are what was pushed; a tag is its commit alone. */
  async #changeOf(repository: Repository, push: Push): Promise<CodeChange | undefined> {
    const { history } = this.#ports;
    const { from, to } = push;
    const base = from ?? (await history.refs(repository.url))?.[repository.defaultBranch];
    const isWhole = isTag(push) || base === to;
    const change = await history.change(repository.url, { from: isWhole ? undefined : base, to });
    return isWhole && change !== undefined ? { ...change, messages: change.messages.slice(0, 1) } : change;
  }

  async #isRunning({ id, projectId }: Pipeline, refName: string): Promise<boolean> {
    const { organization, runs } = this.#ports;
    const rows = await runs.list({ organization, projectId, pipelineId: id, top: lookedThrough });
    return rows.some(row => row.state !== 'completed' && row.facts.repositories.self?.refName === refName);
  }

  async #start(
    repository: Repository,
    pipeline: Pipeline,
    { refName, to }: Push,
    trigger: PlanTrigger,
    { messages: [message = ''] }: CodeChange,
  ): Promise<void> {
    const { starter, report } = this.#ports;
    const started = await starter.start(pipeline, {
      reason: trigger.batch ? 'batchedCI' : 'individualCI',
      self: { refName, version: to },
      by: triggeredBy,
      triggerInfo: {
        'ci.sourceBranch': refName,
        'ci.sourceSha': to,
        'ci.message': message.split('\n', 1)[0] ?? '',
        'ci.triggerRepository': repository.id,
      },
    });
    if ('refusal' in started) report(`The push of ${refName} started no run of '${pipeline.name}': ${started.refusal}`);
  }

  /** Schedules stand in the file of each branch: they are read again where the branch or the pipeline changed. */
  async #schedule(
    pipelines: readonly Pipeline[],
    unscheduled: readonly Pipeline[],
    pushes: readonly Push[],
    before: Seen['refs'],
    refs: Seen['refs'],
  ): Promise<void> {
    const gone = Object.keys(before).filter(name => refs[name] === undefined);
    for (const pipeline of pipelines) {
      for (const name of gone) await this.#schedules.forget(pipeline, name);
      const isNew = unscheduled.includes(pipeline);
      for (const [refName, version] of Object.entries(refs)) {
        const isPushed = pushes.some(push => push.refName === refName);
        if ((isNew || isPushed) && refName.startsWith('refs/heads/'))
          await this.#schedules.read(pipeline, { refName, version });
      }
    }
  }
}

function refOf({ projectId, id }: Repository) {
  return { kind, scope: projectId, id };
}

function pushesBetween(before: Seen['refs'], after: Seen['refs']): readonly Push[] {
  return Object.entries(after).flatMap(([refName, to]) => {
    const from = before[refName];
    return from === to ? [] : [{ refName, from, to }];
  });
}

function isTag({ refName }: Push): boolean {
  return refName.startsWith('refs/tags/');
}

function isGone(before: Seen['refs'], after: Seen['refs']): boolean {
  return Object.keys(before).some(name => after[name] === undefined);
}

/** Pushes of one ref that wait become one with the newest of them, for the pipelines that they wait for. */
function joined(pending: readonly Push[]): readonly Push[] {
  return pending.flatMap((push, index) => {
    const newer = pending.slice(index + 1).findLast(({ refName }) => refName === push.refName);
    if (push.waiting === undefined) return [push];
    if (newer === undefined) return [push];
    return newer.waiting === undefined ? [] : [{ ...push, to: newer.to }];
  });
}
