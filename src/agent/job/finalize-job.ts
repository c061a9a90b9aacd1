import { runRecord } from '../step/run-record.ts';
import { readBoolean } from '../variables/job-variables.ts';
import type { JobContext } from './job-context.ts';

/** The last record of a job: ends what its steps left running. */
export async function finalizeJob(job: JobContext): Promise<void> {
  const entry = job.timeline.add({ name: 'Finalize Job', refName: 'JobExtension_Final' });
  await runRecord(job, entry, async step => {
    step.write('##[section]Starting: Finalize Job');
    step.write('Cleaning up task key');
    if (readBoolean(job.variables.get('process.clean')) !== false) {
      step.write('Start cleaning up orphan processes.');
      for (const { pid, name } of job.processes.killOrphans())
        step.write(`Terminate orphan process: pid (${pid}) (${name})`);
    }
    step.write('##[section]Finishing: Finalize Job');
    return { result: 'succeeded' };
  });
}
