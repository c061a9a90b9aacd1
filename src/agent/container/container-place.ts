import type { StepContext } from '../step/step-context.ts';
import type { ContainerSpec } from './container-spec.ts';
import type { EngineCalls } from './engine-calls.ts';

/** The task packages that steps of a job run in containers. */
export type ContainerPackages = {
  /** Their folders, where these are not in the agent's own folder of them. */
  readonly elsewhere: readonly string[];
  /** Whether some are shipped with the agent. */
  readonly hasShipped: boolean;
  /** Whether some need Node. */
  readonly needsNode: boolean;
};

/** What the containers of one job share. */
export type ContainerPlace = {
  readonly step: StepContext;
  readonly calls: EngineCalls;
  readonly network: string;
  readonly labels: readonly string[];
  readonly packages: ContainerPackages;
};

export type StartedContainer = {
  readonly spec: ContainerSpec;
  readonly id: string;
  /** Published ports: the container's to the machine's. */
  readonly ports: Readonly<Record<string, string>>;
};
