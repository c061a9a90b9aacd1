/** A resource of an environment: where a deployment may be directed. */
export type EnvironmentResource = {
  readonly id: number;
  readonly name: string;
  /** `virtualMachine`, `kubernetes`. */
  readonly type: string;
  readonly tags: readonly string[];
};

/** An environment as a run took it when it was queued. */
export type RunEnvironment = {
  readonly id: number;
  readonly name: string;
  readonly resources: readonly EnvironmentResource[];
};
