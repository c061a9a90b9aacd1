import { execFileSync } from 'node:child_process';
import { agentLabel } from '../../src/agent/container/owner-label.ts';
import type { AgentJobRequest, WireContainer } from '../../src/wire/agent-protocol.ts';

/** An image for steps, and one of a service without bash: `scripts/test-images.sh` makes them all. */
export const stepsImage = 'millrace-test/steps:1';
export const serviceImage = 'millrace-test/service:1';

/** An image for steps that has nothing of what Node needs. */
export const bareImage = 'millrace-test/bare:1';

/** Why tests with containers are skipped on this machine, or `false`. */
export const withoutContainers: string | false = whatIsMissing();

function whatIsMissing(): string | false {
  try {
    docker('image', 'inspect', stepsImage, serviceImage, bareImage);
    return false;
  } catch {
    return 'this machine has no docker with the images of scripts/test-images.sh';
  }
}

/** Answers the lines that docker printed. */
export function docker(...args: readonly string[]): string[] {
  const printed = execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return printed.split('\n').filter(line => line !== '');
}

/** The containers and networks that the agent of a work folder has made and that are still there. */
export function leftovers(work: string): string[] {
  const filter = ['--filter', `label=${agentLabel(work)}`];
  return [
    ...docker('ps', '--all', ...filter, '--format', '{{.Names}}'),
    ...docker('network', 'ls', ...filter, '--format', '{{.Name}}'),
  ];
}

export function container(alias: string, change: Partial<WireContainer['properties']> = {}): WireContainer {
  const properties = { image: stepsImage, options: '', env: {}, ports: [], volumes: [], localImage: true };
  return { alias, properties: { ...properties, mapDockerSocket: false, ...change } };
}

/** What a job says that runs in a container `box`, with services of the image for them. */
export function inContainer(
  change: Partial<WireContainer['properties']> = {},
  more: readonly WireContainer[] = [],
  services: Readonly<Record<string, string>> = {},
): Partial<AgentJobRequest> {
  return {
    jobContainer: 'box',
    jobSidecarContainers: services,
    resources: { endpoints: [], repositories: [], containers: [container('box', change), ...more] },
  };
}
