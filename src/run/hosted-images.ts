import type { Plan, PlanJob } from '../plan/model.ts';
import { imageAlone } from './job-containers.ts';

/** What stands for a hosted image: by its name in any case, a container image, or `host` for the machine itself. */
export type HostedImages = Readonly<Record<string, string>>;

/**
 * The plan in which the jobs of a hosted image (`vmImage`) run in the container that stands for it. Its image is pulled only where the machine
 * does not have it. A job that has a container of its own keeps that.
 */
export function mapHostedImages(plan: Plan, images: HostedImages): Plan {
  const lowered = new Map(Object.entries(images).map(([name, image]) => [name.toLowerCase(), image]));
  if (lowered.size === 0) return plan;
  const mapped = (job: PlanJob): PlanJob => {
    const image = lowered.get(job.pool.vmImage?.toLowerCase() ?? '');
    if (image === undefined || image === 'host' || job.container !== undefined) return job;
    return { ...job, container: { ...imageAlone(image), pullIfMissing: true } };
  };
  return { ...plan, stages: plan.stages.map(stage => ({ ...stage, jobs: stage.jobs.map(mapped) })) };
}

const systems: readonly (readonly [platform: string, image: RegExp])[] = [
  ['win32', /^(windows|win|vs20\d\d)/i],
  ['darwin', /^macos/i],
  ['linux', /^(ubuntu|linux)/i],
];

/** The hosted images of other systems that nothing stands for, one sentence each. A name that is only known when the job runs is none of them. */
export function strangeImages(plan: Plan, images: HostedImages, platform: string): readonly string[] {
  const mapped = new Set(Object.keys(images).map(name => name.toLowerCase()));
  const isStrange = (image: string): boolean => {
    const system = systems.find(([, pattern]) => pattern.test(image))?.[0];
    return system !== undefined && system !== platform && !mapped.has(image.toLowerCase());
  };
  const used = plan.stages.flatMap(({ jobs }) => jobs.flatMap(({ pool }) => pool.vmImage ?? []));
  return [...new Set(used)].filter(isStrange).map(image => strangeImage(image));
}

function strangeImage(image: string): string {
  return `The image ${image} is of another system than this machine. --image ${image}=IMAGE names a container image that stands for it, --image ${image}=host runs its jobs on this machine all the same.`;
}
