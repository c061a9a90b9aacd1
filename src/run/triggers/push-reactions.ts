import type { PlanTrigger } from '../../plan/model.ts';
import type { Pipeline, Project, Repository } from '../ports/catalogue.ts';
import type { CodeChange } from '../ports/code-history.ts';
import type { RunCause } from '../ports/pipeline-starter.ts';
import { type TriggerPorts, triggeredBy } from '../trigger-ports.ts';
import { ciTrigger } from './ci-trigger.ts';
import { takesPaths, takesRef } from './filters.ts';
import { isTag, type Push } from './push.ts';
import { repositoryTriggers } from './repository-trigger.ts';
import { asksToSkip } from './skip-ci.ts';

/** Where something was pushed. */
export type PushPlace = { readonly project: Project; readonly repository: Repository };

/** What a push may start of a pipeline: `alias` is the pushed repository's, `self` where the pipeline's own repository is taken. */
type Chance = {
  readonly alias: string;
  readonly trigger: PlanTrigger;
  readonly self: { readonly refName: string; readonly version: string };
};

const lookedThrough = 100;

/** Starts the runs that a push starts: of pipelines of the repository, and of others that have it as a resource. */
export class PushReactions {
  readonly #ports: TriggerPorts;

  constructor(ports: TriggerPorts) {
    this.#ports = ports;
  }

  /** What becomes of a push for one pipeline of the project; `waits` where it is to be looked at again. */
  async react(place: PushPlace, pipeline: Pipeline, push: Push): Promise<'done' | 'waits'> {
    if (pipeline.settings?.queueStatus === 'disabled') return 'done';
    const chances = await this.#chancesOf(place, pipeline, push);
    const taken = chances.filter(({ trigger }) => takesRef(trigger, push.refName));
    const change = taken.length === 0 ? undefined : await this.#changeOf(place.repository, push);
    if (change === undefined || asksToSkip(change.messages)) return 'done';
    const chance = taken.find(({ trigger }) => isTag(push) || takesPaths(trigger.paths, change.paths));
    if (chance === undefined) return 'done';
    if (chance.trigger.batch && (await this.#running(pipeline, chance.alias, push.refName)) >= mostAtOnce(pipeline))
      return 'waits';
    await this.#start(place, pipeline, push, chance, change);
    return 'done';
  }

  /** Of its own repository the file that was pushed counts, for every other one that of its default branch. */
  async #chancesOf({ project, repository }: PushPlace, pipeline: Pipeline, push: Push): Promise<readonly Chance[]> {
    const { starter } = this.#ports;
    const isOwn = pipeline.repositoryId === repository.id;
    const self = isOwn ? { refName: push.refName, version: push.to } : await this.#defaultTip(pipeline);
    const plan = self && (await starter.planAt(pipeline, self));
    if (plan === undefined || self === undefined) return [];
    if (isOwn) return [{ alias: 'self', trigger: ciTrigger(plan.triggers, pipeline.settings), self }];
    return repositoryTriggers(plan, project, repository).map(chance => ({ ...chance, self }));
  }

  async #defaultTip({ projectId, repositoryId }: Pipeline): Promise<Chance['self'] | undefined> {
    const { organization, catalogue, history } = this.#ports;
    const repository = await catalogue.repository(organization, projectId, repositoryId);
    if (repository === undefined) return undefined;
    const { url, defaultBranch: refName } = repository;
    const version = (await history.refs(url))?.[refName];
    return version === undefined ? undefined : { refName, version };
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

  async #running({ id, projectId }: Pipeline, alias: string, refName: string): Promise<number> {
    const { organization, runs } = this.#ports;
    const rows = await runs.list({ organization, projectId, pipelineId: id, top: lookedThrough });
    return rows.filter(row => row.state !== 'completed' && row.facts.repositories[alias]?.refName === refName).length;
  }

  async #start(
    { repository }: PushPlace,
    pipeline: Pipeline,
    { refName, to }: Push,
    { alias, trigger, self }: Chance,
    { messages: [message = ''] }: CodeChange,
  ): Promise<void> {
    const { starter, report } = this.#ports;
    const started = await starter.start(pipeline, {
      reason: trigger.batch ? 'batchedCI' : 'individualCI',
      self,
      ...(alias === 'self' ? {} : pushedResource(repository, alias, { refName, version: to })),
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
}

/** How many runs of one branch may go on at once where pushes are batched: as somebody set it, not the file. */
function mostAtOnce({ settings }: Pipeline): number {
  const ci = settings?.triggers?.find(trigger => trigger.kind === 'continuousIntegration');
  return ci?.source === 'settings' ? (ci.mostPerBranch ?? 1) : 1;
}

function pushedResource(
  { id, name, url }: Repository,
  alias: string,
  at: { readonly refName: string; readonly version: string },
): Pick<RunCause, 'repositories' | 'pushed'> {
  return { repositories: { [alias]: at }, pushed: { id, name, type: 'azureReposGit', url, workingTree: false, ...at } };
}
