import type { Clock, Instant } from '../base/clock.ts';
import type { Policies } from './policies.ts';
import { type PolicyConfiguration, type PolicyRule, policyName } from './policy.ts';
import type { Repository } from './ports/catalogue.ts';
import type { CodeHistory } from './ports/code-history.ts';
import type { RunRow, RunStore } from './ports/run-store.ts';
import type { PullRequest } from './pull-request.ts';
import { isOpenThread, type Review } from './review.ts';
import type { Reviews } from './reviews.ts';
import { takesPolicyPaths } from './triggers/policy-paths.ts';

export type PolicyEvaluationPorts = {
  readonly organization: string;
  readonly policies: Policies;
  readonly reviews: Reviews;
  readonly runs: Pick<RunStore, 'list'>;
  readonly history: Pick<CodeHistory, 'change'>;
  readonly clock: Clock;
};

/** How a pull request stands to a policy. */
export type PolicyEvaluation = {
  readonly policy: PolicyConfiguration;
  /** `notApplicable`: nothing is changed of what the policy is about. */
  readonly status: 'queued' | 'running' | 'approved' | 'rejected' | 'notApplicable';
  readonly startedAt: Instant;
  readonly completedAt?: Instant;
  /** Of a policy of builds: the run that counts, and whether its time is over. */
  readonly build?: { readonly run: RunRow; readonly isExpired: boolean };
};

type Stands = Pick<PolicyEvaluation, 'status' | 'completedAt' | 'build'>;

const lookedThrough = 200;

/** Says how pull requests stand to the policies of their target branch. Nothing of it is kept: it is what runs and reviews say now. */
export class PolicyEvaluations {
  readonly #ports: PolicyEvaluationPorts;

  constructor(ports: PolicyEvaluationPorts) {
    this.#ports = ports;
  }

  async of(repository: Repository, pullRequest: PullRequest): Promise<readonly PolicyEvaluation[]> {
    const policies = await this.#ports.policies.of(repository, pullRequest.targetBranch);
    const review = await this.#ports.reviews.get(pullRequest.id);
    const named = policies.filter(({ rule }) => pathsOf(rule).length > 0);
    const changed = named.length === 0 ? undefined : await this.#changed(repository, pullRequest);
    return Promise.all(policies.map(policy => this.#evaluate(policy, pullRequest, review, changed)));
  }

  /** The names of the blocking policies that do not hold. */
  async blocking(repository: Repository, pullRequest: PullRequest): Promise<readonly string[]> {
    const evaluations = await this.of(repository, pullRequest);
    return evaluations
      .filter(({ policy, status }) => policy.isBlocking && status !== 'approved' && status !== 'notApplicable')
      .map(({ policy }) => policyName(policy));
  }

  /** The paths that the merge changes of the target branch; `undefined` while there is no merge. */
  async #changed({ url }: Repository, { merge }: PullRequest): Promise<readonly string[] | undefined> {
    if (merge.status !== 'succeeded') return undefined;
    return (await this.#ports.history.change(url, { from: merge.target, to: merge.commit }))?.paths;
  }

  async #evaluate(
    policy: PolicyConfiguration,
    pullRequest: PullRequest,
    review: Review,
    changed: readonly string[] | undefined,
  ): Promise<PolicyEvaluation> {
    const startedAt = Math.max(pullRequest.createdAt, policy.at);
    const { rule } = policy;
    if (changed !== undefined && !takesPolicyPaths(pathsOf(rule), changed))
      return { policy, startedAt, status: 'notApplicable' };
    const stands = rule.kind === 'build' ? await this.#built(rule, pullRequest) : reviewed(rule, pullRequest, review);
    return { policy, startedAt, ...stands };
  }

  async #built(rule: Extract<PolicyRule, { kind: 'build' }>, pullRequest: PullRequest): Promise<Stands> {
    const { organization, runs, clock } = this.#ports;
    const { projectId, merge, iterations } = pullRequest;
    const source = iterations.at(-1)?.source;
    const rows = await runs.list({ organization, projectId, pipelineId: rule.pipelineId, top: lookedThrough });
    const run = rows.find(
      ({ facts, notes }) =>
        !notes.isDeleted && facts.pullRequest?.id === pullRequest.id && facts.pullRequest.sourceCommit === source,
    );
    if (run === undefined) return { status: 'queued' };
    const isOfMerge = merge.status !== 'succeeded' || run.facts.repositories.self?.version === merge.commit;
    const isExpired = !isOfMerge && isOver(rule, run, clock.now());
    const build = { run, isExpired };
    if (run.state !== 'completed') return { status: 'running', build };
    const completedAt = run.finishedAt ?? clock.now();
    if (isExpired) return { status: 'queued', build };
    return { status: run.result === 'succeeded' ? 'approved' : 'rejected', completedAt, build };
  }
}

/** What a policy is about; empty is everything. */
function pathsOf(rule: PolicyRule): readonly string[] {
  return rule.kind === 'build' || rule.kind === 'requiredReviewers' ? (rule.paths ?? []) : [];
}

/** Whether a run no longer counts, the target branch having moved since. */
function isOver(
  { onlyOnSourceUpdate, validMinutes }: Extract<PolicyRule, { kind: 'build' }>,
  { finishedAt }: RunRow,
  now: Instant,
): boolean {
  if (validMinutes === 0) return !onlyOnSourceUpdate;
  return finishedAt !== undefined && finishedAt + validMinutes * 60_000 < now;
}

function reviewed(
  rule: Exclude<PolicyRule, { kind: 'build' }>,
  { createdBy, iterations }: PullRequest,
  { reviewers, threads, statuses }: Review,
): Stands {
  const pushedAt = iterations.at(-1)?.at ?? 0;
  switch (rule.kind) {
    case 'minimumReviewers': {
      const counted = reviewers.filter(({ votedAt = 0 }) => !rule.resetsOnPush || votedAt >= pushedAt);
      if (!rule.allowsRejections && counted.some(({ vote }) => vote === -10)) return { status: 'rejected' };
      const approved = counted.filter(({ who, vote }) => vote > 0 && (rule.creatorCounts || who.id !== createdBy.id));
      return { status: approved.length >= rule.count ? 'approved' : 'running' };
    }
    case 'requiredReviewers': {
      const asked = reviewers.filter(({ who }) => rule.ids.includes(who.id));
      if (asked.some(({ vote }) => vote === -10)) return { status: 'rejected' };
      const approved = new Set(asked.filter(({ vote }) => vote > 0).map(({ who }) => who.id));
      return { status: rule.ids.every(id => approved.has(id)) ? 'approved' : 'running' };
    }
    case 'comments':
      return { status: threads.some(isOpenThread) ? 'rejected' : 'approved' };
    case 'status': {
      const found = statuses.findLast(
        ({ context, at }) =>
          context.name.toLowerCase() === rule.name.toLowerCase() &&
          context.genre.toLowerCase() === rule.genre.toLowerCase() &&
          (!rule.resetsOnPush || at >= pushedAt),
      );
      const isGood = found?.state === 'succeeded' || found?.state === 'notApplicable';
      if (found === undefined || found.state === 'notSet' || found.state === 'pending') return { status: 'queued' };
      return { status: isGood ? 'approved' : 'rejected', completedAt: found.at };
    }
  }
}
