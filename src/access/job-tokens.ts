import { guidFromName } from '../base/id.ts';
import { jobTokenMs } from '../base/limits.ts';
import { hasAgentlessJob } from '../run/agentless-jobs.ts';
import type { Identity } from '../run/events.ts';
import { fold } from '../run/evolve.ts';
import type { JobQueue } from '../run/ports/job-queue.ts';
import type { RunStore } from '../run/ports/run-store.ts';
import { isCheckWaiting } from '../run/waiting-check.ts';
import type { Claims, ProjectClaim, SignedTokens } from './signed-tokens.ts';

/** What a job may do with its token, in its own project. */
export const jobScopes: readonly string[] = [
  'vso.build_execute',
  'vso.code',
  'vso.project',
  'vso.securefiles_read',
  'vso.test_write',
];

/** A job that an agent is given. */
export type TokenJob = {
  readonly runId: number;
  readonly requestId: number;
  readonly project: ProjectClaim;
  /** The token counts in every project, not in its own alone. Default: false. */
  readonly isWide?: boolean;
  /** The check that it is for; then there is no request. */
  readonly check?: string;
};

type JobClaims = Extract<Claims, { readonly use: 'job' }>;

/**
 * The tokens that jobs and checks have as `System.AccessToken`: each is good while its job request is with an agent, its job runs without one, or its
 * check waits, at most for a week.
 */
export class JobTokens {
  readonly #signed: SignedTokens;
  readonly #queue: Pick<JobQueue, 'get'>;
  readonly #runs: Pick<RunStore, 'read'>;
  readonly #organization: string;

  constructor(
    signed: SignedTokens,
    { queue, runs }: { readonly queue: Pick<JobQueue, 'get'>; readonly runs: Pick<RunStore, 'read'> },
    organization: string,
  ) {
    this.#signed = signed;
    this.#queue = queue;
    this.#runs = runs;
    this.#organization = organization;
  }

  issue({ runId, requestId, project, isWide = false, check }: TokenJob): Promise<string> {
    const { id } = isWide ? this.collectionIdentity() : this.identityOf(project);
    const claims = {
      use: 'job',
      runId,
      requestId,
      project,
      ...(isWide ? { isWide } : {}),
      ...(check === undefined ? {} : { check }),
    } as const;
    return this.#signed.issue(claims, { subject: id, lifetimeMs: jobTokenMs });
  }

  /** Whether the job of a token still runs. */
  async isRunning({ runId, requestId, check }: JobClaims): Promise<boolean> {
    const request = check === undefined ? await this.#queue.get(this.#organization, requestId) : undefined;
    if (request !== undefined) return 'agentId' in request && request.runId === runId;
    const events = await this.#runs.read({ organization: this.#organization, runId }, 0);
    if (events.length === 0) return false;
    const run = fold(events);
    return check === undefined ? hasAgentlessJob(run, requestId) : isCheckWaiting(run, check);
  }

  /** Whom jobs act as whose tokens count in every project. */
  collectionIdentity(): Identity {
    return {
      id: guidFromName('build service', this.#organization),
      displayName: `Project Collection Build Service (${this.#organization})`,
      uniqueName: `Build\\${guidFromName('collection', this.#organization)}`,
    };
  }

  /** Whom a project's jobs act as; named as the service names it. */
  identityOf(project: ProjectClaim): Identity {
    return {
      id: guidFromName('build service', project.id),
      displayName: `${project.name} Build Service (${this.#organization})`,
      uniqueName: `Build\\${project.id}`,
    };
  }
}
