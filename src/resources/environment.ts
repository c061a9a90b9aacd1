import type { Authorship } from './authorship.ts';

/** A place that deployment jobs deploy to. */
export type Environment = Authorship & {
  /** From the organization's sequence `environment`. */
  readonly id: number;
  readonly projectId: string;
  /** Unique in the project, in any case. */
  readonly name: string;
  readonly description: string;
  readonly resources: readonly EnvironmentResource[];
};

/** A target within an environment. */
export type NewEnvironmentResource = {
  /** Unique in the environment, in any case. */
  readonly name: string;
  readonly tags: readonly string[];
} & (
  | {
      readonly type: 'kubernetes';
      readonly namespace: string;
      readonly clusterName: string;
      /** The service endpoint of the cluster; `''` without one. */
      readonly endpointId: string;
    }
  | { readonly type: 'virtualMachine'; readonly agent: { readonly id: number; readonly name: string } }
);

export type EnvironmentResource = NewEnvironmentResource &
  Authorship & {
    /** From the organization's sequence `environmentResource`. */
    readonly id: number;
  };
