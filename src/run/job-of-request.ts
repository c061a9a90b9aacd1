import type { JobId } from '../base/id.ts';
import { serverPoolName } from '../plan/job-parts.ts';
import { jobsOf, type Run } from './state.ts';

/** A job as its request names it. */
export type RequestedJob = { readonly jobId: JobId; readonly requestId: number; readonly hasAgent: boolean };

/** The job of a run that a request was made for; `undefined` where none of its newest attempts was. */
export function jobOfRequest(run: Run, requestId: number): RequestedJob | undefined {
  for (const [, job] of jobsOf(run)) {
    const dispatch = 'dispatch' in job ? job.dispatch : undefined;
    if (dispatch?.requestId === requestId)
      return { jobId: dispatch.jobId, requestId, hasAgent: dispatch.pool !== serverPoolName };
  }
  return undefined;
}
