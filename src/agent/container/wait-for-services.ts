import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerPlace, StartedContainer } from './container-place.ts';
import { ContainerFailure } from './engine-calls.ts';

/** The first and the longest pause between two looks at a service, in seconds; each is twice the one before. */
const firstPause = 2;
const longestPause = 32;

const health = '{{if .Config.Healthcheck}}{{print .State.Health.Status}}{{end}}';

/** Waits until all services are healthy. One whose image has no health check is ready at once. */
export async function waitForServices(place: ContainerPlace, started: readonly StartedContainer[]): Promise<void> {
  for (const { spec, id } of started) if (spec.role === 'service') await waitFor(place, spec.alias, id);
}

async function waitFor({ calls, step }: ContainerPlace, name: string, id: string): Promise<void> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    const [status = ''] = await calls.must({ args: ['inspect', `--format=${health}`, id] });
    if (status === '' || status === 'none') return;
    if (status === 'healthy') {
      step.write(`${name} service is healthy.`);
      return;
    }
    if (status !== 'starting') throw new ContainerFailure(`Failed to initialize, ${name} service is unhealthy.`);
    step.write(`${name} service is starting, waiting ${pause} seconds before checking again.`);
    await sleep(pause * 1000, undefined, { signal: step.job.status.canceled }).catch(() => undefined);
  }
}
