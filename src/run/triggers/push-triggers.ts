import type { Pipeline, Repository } from '../ports/catalogue.ts';
import { RecordedPushes } from '../recorded-pushes.ts';
import type { PushedRef, TriggerPorts } from '../trigger-ports.ts';
import { joined, type Push, pushesBetween } from './push.ts';
import { type PushPlace, PushReactions } from './push-reactions.ts';
import type { Schedules } from './schedules.ts';

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

/** How many pushes to a repository are remembered that nobody has acted on. */
const mostTold = 1_000;

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
  readonly #reactions: PushReactions;
  readonly #recorded: RecordedPushes;
  readonly #told = new Map<string, readonly PushedRef[]>();

  constructor(ports: TriggerPorts, schedules: Schedules) {
    this.#ports = ports;
    this.#schedules = schedules;
    this.#reactions = new PushReactions(ports);
    const { organization, documents, clock, runs } = ports;
    const allot = (sequence: string): Promise<number> => runs.allot(organization, sequence);
    this.#recorded = new RecordedPushes({ organization, documents, clock, allot });
  }

  /** Looks at every repository. */
  async look(): Promise<void> {
    const { organization, catalogue } = this.#ports;
    for (const project of await catalogue.projects(organization)) {
      const pipelines = await catalogue.pipelines(organization, project.id);
      for (const repository of await catalogue.repositories(organization, project.id)) {
        await this.#lookAt({ project, repository }, pipelines);
      }
    }
  }

  async #lookAt(place: PushPlace, all: readonly Pipeline[]): Promise<void> {
    const { repository } = place;
    const pipelines = all.filter(({ repositoryId }) => repositoryId === repository.id);
    const { history, documents, organization, clock } = this.#ports;
    // Asked first: whatever was told has happened by the time that the refs are read.
    const told = await this.#hear(repository);
    const refs = await history.refs(repository.url);
    if (refs === undefined) return;
    const found = await documents.get(organization, refOf(repository));
    const before = found?.value as Seen | undefined;
    const looked = this.#compare(pipelines, before, refs, told);
    if (looked === undefined) this.#told.delete(repository.id);
    if (looked === undefined || (before?.claimedUntil ?? 0) > clock.now()) return;
    const { pushes, pending, unscheduled } = looked;
    const claim: Seen = { refs, pending, scheduled: before?.scheduled ?? {}, claimedUntil: clock.now() + claimMs };
    if (!(await this.#write(repository, found?.revision ?? 0, claim))) return;
    this.#told.delete(repository.id);
    for (const push of pushes) await this.#recorded.notice(repository.id, push);
    const left = await this.#follow(place, all, pending);
    await this.#schedule(pipelines, unscheduled, pushes, before?.refs ?? {}, refs);
    const scheduled = Object.fromEntries(pipelines.map(({ id, revision }) => [id, revision]));
    // Refused when the claim ran out and another server took over: what it does then, it does again.
    await this.#write(repository, (found?.revision ?? 0) + 1, { refs, pending: left, scheduled, claimedUntil: 0 });
  }

  /** What a repository told and nobody has acted on. */
  async #hear({ id }: Repository): Promise<readonly PushedRef[]> {
    const told = [...(this.#told.get(id) ?? []), ...(await this.#ports.told(id))].slice(-mostTold);
    this.#told.set(id, told);
    return told;
  }

  /** What is to be done about a repository; `undefined` when nothing is. */
  #compare(pipelines: readonly Pipeline[], before: Seen | undefined, refs: Seen['refs'], told: readonly PushedRef[]) {
    const pushes = before === undefined ? [] : pushesBetween(before.refs, refs, told);
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
  async #follow(place: PushPlace, pipelines: readonly Pipeline[], pending: readonly Push[]): Promise<readonly Push[]> {
    const left: Push[] = [];
    for (const push of joined(pending)) {
      const concerned = pipelines.filter(({ id }) => push.waiting === undefined || push.waiting.includes(id));
      const waiting: number[] = [];
      for (const pipeline of concerned) {
        if ((await this.#reactions.react(place, pipeline, push)) === 'waits') waiting.push(pipeline.id);
      }
      if (waiting.length > 0) left.push({ ...push, waiting });
    }
    return left;
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

function isGone(before: Seen['refs'], after: Seen['refs']): boolean {
  return Object.keys(before).some(name => after[name] === undefined);
}
