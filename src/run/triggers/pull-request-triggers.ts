import type { PlanPullRequestTrigger } from '../../plan/model.ts';
import { Policies } from '../policies.ts';
import type { PolicyRule } from '../policy.ts';
import type { Pipeline, Repository } from '../ports/catalogue.ts';
import { type MergedCommits, mergeRef, type PullRequest } from '../pull-request.ts';
import { settled } from '../pull-requests/completion.ts';
import { mergeNow } from '../pull-requests/merging.ts';
import { type Kept, PullRequestShelf } from '../pull-requests/shelf.ts';
import { type TriggerPorts, triggeredBy } from '../trigger-ports.ts';
import { takesBranch, takesPaths } from './filters.ts';
import { takesPolicyPaths } from './policy-paths.ts';
import { prTrigger } from './pr-trigger.ts';

/** For how long a server that starts the runs of a pull request is left to it, in milliseconds. */
const claimMs = 60_000;
const lookedThrough = 100;

/** A pull request whose branches merge, as its runs are to take it. */
type Merged = PullRequest & { readonly merge: Extract<PullRequest['merge'], { status: 'succeeded' }> };

/**
 * Keeps the merges of active pull requests, and starts their runs. Whenever one of its branches moved a pull request is merged anew; runs are started
 * for what its source branch, not its target branch, got. That runs are to be started is stored before any is, so none is lost, and of several servers
 * one starts them.
 */
export class PullRequestTriggers {
  readonly #ports: TriggerPorts;
  readonly #shelf: PullRequestShelf;
  readonly #policies: Policies;

  constructor(ports: TriggerPorts) {
    this.#ports = ports;
    this.#shelf = new PullRequestShelf(ports.documents, ports.organization);
    const { organization, documents, clock, runs } = ports;
    const allot = (sequence: string): Promise<number> => runs.allot(organization, sequence);
    this.#policies = new Policies({ organization, documents, clock, allot });
  }

  /** Looks at the active pull requests of every repository. Not to be called again before it is done. */
  async look(): Promise<void> {
    const { organization, catalogue } = this.#ports;
    for (const project of await catalogue.projects(organization)) {
      for (const repository of await catalogue.repositories(organization, project.id)) await this.#lookAt(repository);
    }
  }

  async #lookAt(repository: Repository): Promise<void> {
    const active = await this.#shelf.active(repository.id);
    const refs = active.length === 0 ? undefined : await this.#ports.history.refs(repository.url);
    if (refs === undefined) return;
    for (const kept of active) {
      const { sourceBranch, targetBranch } = kept.pullRequest;
      const now = await settled(this.#ports, repository.url, kept.pullRequest);
      // Whoever completes it at this moment, or did so until he was cut off, has the first word.
      if (now !== kept.pullRequest) {
        await this.#shelf.write(now, kept.revision);
        continue;
      }
      const [source, target] = [refs[sourceBranch], refs[targetBranch]];
      // Without one of its branches a pull request waits for whoever closes it.
      if (source !== undefined && target !== undefined) await this.#attend(repository, kept, { source, target });
    }
  }

  async #attend(repository: Repository, { pullRequest, revision }: Kept, commits: MergedCommits): Promise<void> {
    const now = this.#ports.clock.now();
    if ((pullRequest.untold?.claimedUntil ?? 0) > now) return;
    const merged = await this.#merged(repository, pullRequest, commits);
    const isTelling = merged.untold !== undefined && isMerged(merged);
    if (merged === pullRequest && !isTelling) return;
    const claimed = isTelling ? { ...merged, untold: { ...merged.untold, claimedUntil: now + claimMs } } : merged;
    if (!(await this.#shelf.write(claimed, revision)) || !isTelling) return;
    await this.#tell(repository, merged);
    const { untold: _, ...told } = merged;
    // Refused when somebody changed the pull request meanwhile: its runs are looked for again then, and found.
    await this.#shelf.write(told, revision + 1);
  }

  /** The pull request with the merge of its branches, and with one more iteration where its source branch or its target is another. */
  async #merged(repository: Repository, pullRequest: PullRequest, commits: MergedCommits): Promise<PullRequest> {
    const { merge, targetBranch, iterations } = pullRequest;
    const isMergedAlready =
      merge.status !== 'queued' && merge.source === commits.source && merge.target === commits.target;
    if (isMergedAlready) return pullRequest;
    const last = iterations.at(-1);
    const isNew = last?.source !== commits.source || last.targetBranch !== targetBranch;
    const iteration = { ...commits, targetBranch, at: this.#ports.clock.now() };
    return {
      ...pullRequest,
      merge: await mergeNow(this.#ports.merger, repository.url, pullRequest, commits),
      ...(isNew
        ? { iterations: [...iterations, iteration], untold: { claimedUntil: 0 } }
        : { untold: pullRequest.untold ?? { claimedUntil: 0, isTargetOnly: true } }),
    };
  }

  async #tell(repository: Repository, merged: Merged): Promise<void> {
    const { organization, catalogue } = this.#ports;
    const pipelines = await catalogue.pipelines(organization, repository.projectId);
    const own = pipelines.filter(({ repositoryId }) => repositoryId === repository.id);
    const isTargetOnly = merged.untold?.isTargetOnly === true;
    if (!isTargetOnly) for (const pipeline of own) await this.#react(repository, pipeline, merged);
    await this.#validate(repository, own, merged, isTargetOnly);
  }

  /** Starts the runs that policies of the target branch demand. Drafts are not validated. */
  async #validate(repository: Repository, own: readonly Pipeline[], merged: Merged, isTargetOnly: boolean) {
    const policies = merged.isDraft ? [] : await this.#policies.of(repository, merged.targetBranch);
    for (const { rule } of policies) {
      if (rule.kind !== 'build' || rule.isManual || (isTargetOnly && !isImmediate(rule))) continue;
      const pipeline = own.find(({ id }) => id === rule.pipelineId);
      if (pipeline === undefined || (pipeline.settings?.queueStatus ?? 'enabled') !== 'enabled') continue;
      const { target, commit } = merged.merge;
      const change = await this.#ports.history.change(repository.url, { from: target, to: commit });
      if (change === undefined || !takesPolicyPaths(rule.paths, change.paths)) continue;
      await this.#start(repository, pipeline, merged, { autoCancel: true });
    }
  }

  /** The file that counts is that of the merge. Messages are not asked whether they want no run. */
  async #react(repository: Repository, pipeline: Pipeline, merged: Merged): Promise<void> {
    if (pipeline.settings?.queueStatus === 'disabled') return;
    const { starter, history } = this.#ports;
    const { target, commit } = merged.merge;
    const plan = await starter.planAt(pipeline, { refName: mergeRef(merged.id), version: commit });
    if (plan === undefined) return;
    const trigger = prTrigger(plan.triggers, pipeline.settings);
    if (!trigger.enabled || !takesBranch(trigger.branches, merged.targetBranch)) return;
    if (merged.isDraft && !trigger.drafts) return;
    const change = await history.change(repository.url, { from: target, to: commit });
    if (change === undefined || !takesPaths(trigger.paths, change.paths)) return;
    await this.#start(repository, pipeline, merged, trigger);
  }

  /** Starts a run unless there is one of this merge already, and ends those of earlier ones. */
  async #start(
    repository: Repository,
    pipeline: Pipeline,
    merged: Merged,
    { autoCancel }: Pick<PlanPullRequestTrigger, 'autoCancel'>,
  ): Promise<void> {
    const { organization, runs, starter, cancel, report } = this.#ports;
    const { id: pipelineId, projectId, name } = pipeline;
    const rows = await runs.list({ organization, projectId, pipelineId, top: lookedThrough });
    const own = rows.filter(({ facts }) => facts.reason === 'pullRequest' && facts.pullRequest?.id === merged.id);
    if (own.some(({ facts }) => facts.repositories.self?.version === merged.merge.commit)) return;
    const started = await starter.start(pipeline, {
      reason: 'pullRequest',
      self: { refName: mergeRef(merged.id), version: merged.merge.commit },
      by: merged.createdBy,
      triggerInfo: triggerInfoOf(repository, merged, autoCancel),
    });
    if ('refusal' in started) {
      report(`Pull request ${merged.id} started no run of '${name}': ${started.refusal}`);
      return;
    }
    if (!autoCancel) return;
    for (const { key, state } of own) if (state !== 'completed') await cancel(key, triggeredBy);
  }
}

/** Whether a push to the target branch is reason enough for a new run. */
function isImmediate({ onlyOnSourceUpdate, validMinutes }: Extract<PolicyRule, { kind: 'build' }>): boolean {
  return !onlyOnSourceUpdate && validMinutes === 0;
}

function isMerged(pullRequest: PullRequest): pullRequest is Merged {
  return pullRequest.merge.status === 'succeeded';
}

function triggerInfoOf({ id }: Repository, merged: Merged, autoCancel: boolean): Record<string, string> {
  return {
    'pr.number': `${merged.id}`,
    'pr.isFork': 'False',
    'pr.triggerRepository': id,
    'pr.triggerRepository.Type': 'TfsGit',
    'pr.sourceBranch': merged.sourceBranch,
    'pr.sourceSha': merged.merge.source,
    'pr.title': merged.title,
    'pr.draft': merged.isDraft ? 'True' : 'False',
    'pr.sender.name': merged.createdBy.displayName,
    'pr.autoCancel': autoCancel ? 'True' : 'False',
  };
}
