import type { StepContext } from '../step/step-context.ts';
import type { ContainerSpec } from './container-spec.ts';
import type { EngineCalls } from './engine-calls.ts';

/** What the containers of one job share. */
export type ContainerPlace = {
  readonly step: StepContext;
  readonly calls: EngineCalls;
  readonly network: string;
  readonly labels: readonly string[];
  /** Folders of task packages that steps run in containers. */
  readonly packages: readonly string[];
};

export type StartedContainer = {
  readonly spec: ContainerSpec;
  readonly id: string;
  /** Published ports: the container's to the machine's. */
  readonly ports: Readonly<Record<string, string>>;
};
