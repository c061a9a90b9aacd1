import type { PlanId } from '../../base/id.ts';
import { rememberedJobs } from '../../base/limits.ts';
import { jobOfRequest } from '../../run/job-of-request.ts';
import type { Services } from '../services.ts';
import { unauthorized } from './error-words.ts';
import { serviceError } from './errors.ts';
import { OwnJob } from './own-job.ts';
import type { Caller } from './tokens.ts';

type PlanRequest = {
  readonly params: { readonly planId: string; readonly scopeIdentifier: string };
  readonly caller: Caller;
};

/** Sees to it that who brings the token of a job tells of that job alone. */
export class OwnJobs {
  readonly #services: Services;
  /** What jobs were found to own, by the id of the job: a timeline is not read for each request. */
  readonly #owned = new Map<string, Set<string>>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** The job whose token a request for a plan brings; `undefined` where it brings another token. Throws the service's refusal of any other plan. */
  async of({ params, caller }: PlanRequest): Promise<OwnJob | undefined> {
    const { job, identity } = caller;
    if (job === undefined) return undefined;
    const { organization, runs, orchestrator } = this.#services;
    const key = await runs.byPlan(organization, params.planId.toLowerCase() as PlanId);
    const run = key?.runId === job.runId ? await orchestrator.state(key) : undefined;
    if (key === undefined || run?.queued.projectId !== params.scopeIdentifier.toLowerCase())
      throw serviceError('planMissing', `The plan ${params.planId} does not exist.`);
    const found = job.check === undefined ? jobOfRequest(run, job.requestId) : undefined;
    if (found === undefined) throw unauthorized(identity.displayName);
    return new OwnJob({ ...found, timelineId: run.queued.timelineId }, this.#ownedBy(found.jobId), {
      timeline: () => orchestrator.timeline(key),
      refusal: unauthorized(identity.displayName),
    });
  }

  #ownedBy(jobId: string): Set<string> {
    const owned = this.#owned.get(jobId) ?? new Set([jobId]);
    if (this.#owned.size >= rememberedJobs) this.#owned.clear();
    this.#owned.set(jobId, owned);
    return owned;
  }
}
