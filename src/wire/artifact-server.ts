import type { ContentTree } from './content.ts';
import type { PlanScope } from './plan-scope.ts';

/**
 * The chunks of artifacts and caches, by hash. `space` is what they belong to: `shared` for all that runs publish, or a cache's id. Every
 * method is safe to repeat and to call concurrently. At most `contentBatchChunks` chunks and `contentBatchBytes` bytes a call.
 */
export interface ContentServer {
  /** Those of the hashes whose chunks are not kept yet. */
  missing(plan: PlanScope, space: string, hashes: readonly string[]): Promise<readonly string[]>;
  /** Keeps chunks, and answers the hashes of what arrived. */
  put(plan: PlanScope, space: string, chunks: readonly Uint8Array[]): Promise<readonly string[]>;
  /** The chunks of the hashes, in their order. 404 when one is not kept. */
  get(plan: PlanScope, space: string, hashes: readonly string[]): Promise<readonly Uint8Array[]>;
}

/** The service's types of artifacts, and any other word that `artifact.associate` may say. */
export type ArtifactType = string;

export type NewArtifact = {
  readonly name: string;
  readonly type: ArtifactType;
  /** The record of the job that publishes it. */
  readonly source: string;
  /** Where the artifact is, for one whose files are not kept here: a share, a label. Absent for one with a tree. */
  readonly data?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly tree?: ContentTree;
};

/** An artifact as an agent sees it. */
export type RunArtifact = NewArtifact & { readonly id: number };

/** Which run's artifacts are asked for. `project` is a GUID or a name; absent is the plan's own. */
export type ArtifactSource =
  | { readonly kind: 'current' }
  | { readonly kind: 'run'; readonly project?: string; readonly runId: number }
  | {
      readonly kind: 'latest';
      readonly project?: string;
      /** By id or by name. */
      readonly pipeline: string;
      /** `refs/heads/main`; absent is any. */
      readonly branch?: string;
      /** A run has to have all of them. */
      readonly tags: readonly string[];
      /** Otherwise only runs that succeeded, without issues, will do. */
      readonly allowIssues: boolean;
      readonly allowFailed: boolean;
    };

export type SourceRun = {
  readonly runId: number;
  readonly runName: string;
  /** By id, ascending. */
  readonly artifacts: readonly RunArtifact[];
};

/** What runs publish for others. */
export interface ArtifactServer {
  /**
   * Adds an artifact to the plan's run; its chunks are there already. Files of a build artifact (`Container`) are added to those of one that has the
   * name; any other name that the run has is 409. 400 when the name, the manifest or a path in it is refused or a chunk is missing.
   */
  create(plan: PlanScope, artifact: NewArtifact): Promise<{ readonly id: number }>;
  /** 404 when there is no such run. */
  find(plan: PlanScope, source: ArtifactSource): Promise<SourceRun>;
}

/** One line of `restoreKeys`, or the key itself: its segments, and whether more may follow them. */
export type CacheKey = { readonly segments: readonly string[]; readonly isPrefix: boolean };

export type CacheHit = {
  /** Also the space of its chunks. */
  readonly id: string;
  readonly segments: readonly string[];
  readonly tree: ContentTree;
};

/** The caches of pipelines, apart for each pipeline and branch. */
export interface CacheServer {
  /** The newest entry of the first key that has one, in the scopes that the plan's run may read. Counts as use. */
  find(plan: PlanScope, keys: readonly CacheKey[]): Promise<CacheHit | undefined>;
  /** Makes room for an entry in the run's own scope; `undefined` when there is one of that key already: entries never change. */
  reserve(plan: PlanScope, segments: readonly string[]): Promise<{ readonly id: string } | undefined>;
  /** Lets a reserved entry be found, once its chunks are there. False when another job was faster. */
  commit(plan: PlanScope, id: string, tree: ContentTree): Promise<boolean>;
}
