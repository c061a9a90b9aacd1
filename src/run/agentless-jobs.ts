import { serverPoolName } from '../plan/job-parts.ts';
import { jobsOf, type Run } from './state.ts';

/** Whether the job of a request runs without an agent now. */
export function hasAgentlessJob(run: Run, requestId: number): boolean {
  return [...jobsOf(run)].some(([, job]) => {
    if (job.state !== 'inProgress') return false;
    return job.dispatch.pool === serverPoolName && job.dispatch.requestId === requestId;
  });
}
