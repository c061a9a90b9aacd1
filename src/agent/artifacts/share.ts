import { cp, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StepContext } from '../step/step-context.ts';
import { isFile } from './publish.ts';

/** Copies what is published to a file share, into a folder of the artifact's name, and tells the server where it is. */
export async function publishToShare(
  step: StepContext,
  { name, path, share }: { readonly name: string; readonly path: string; readonly share: string },
): Promise<number> {
  const folder = join(share, name);
  await mkdir(folder, { recursive: true });
  await cp(path, (await isFile(path)) ? join(folder, basename(path)) : folder, { recursive: true });
  return associate(step, { name, type: 'filepath', data: folder, properties: {} });
}

/** Links an artifact that is somewhere else to the run. Answers its id. */
export async function associate(
  { job }: StepContext,
  artifact: {
    readonly name: string;
    readonly type: string;
    readonly data: string;
    readonly properties: Readonly<Record<string, string>>;
  },
): Promise<number> {
  const { id } = await job.server.artifacts.create(job.request.plan, { ...artifact, source: job.request.jobId });
  return id;
}
