import type { RunRow } from '../run/ports/run-store.ts';
import type { Script } from './script.ts';

/** A pipeline that is to be there, with a repository of its own that holds its YAML. */
export type PipelineFixture = {
  /** The project's name; it is made if there is none. */
  readonly project: string;
  readonly name: string;
  /** The text of `azure-pipelines.yml`. */
  readonly yaml: string;
  /** More files of the repository, by path: templates. */
  readonly files?: Readonly<Record<string, string>>;
  /** How its runs' jobs end, without an agent. */
  readonly outcomes?: Script;
};

/** An environment whose deployments wait for somebody's word. */
export type ApprovalFixture = {
  readonly project: string;
  /** Made if there is none. */
  readonly environment: string;
  /** What whoever approves is to read. */
  readonly instructions?: string;
};

/** A run that is to be there as it is told, without an agent. */
export type RunFixture = {
  readonly project: string;
  /** The pipeline's name or id. */
  readonly pipeline: string | number;
  /** How its jobs end; one that is not named is still queued. Default: all succeed. */
  readonly jobs?: Script;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** What is said in every approval that the run comes to. Default: nothing, and it waits. */
  readonly approvals?: 'approved' | 'rejected';
  /** Another run number than the pipeline would give. */
  readonly name?: string;
};

/** Lines that are to be logged while those who follow a run look on. */
export type LinesFixture = {
  readonly runId: number;
  /** The step's name or display name. */
  readonly step?: string;
  readonly lines: readonly string[];
};

/** Makes what a test starts from, through the same stores and rules as everything else. */
export interface Fixtures {
  /** Answers the project's id, also of one that is there already. */
  project(name: string): Promise<{ readonly id: string; readonly name: string }>;
  pipeline(fixture: PipelineFixture): Promise<{ readonly id: number; readonly projectId: string }>;
  /** Has stages that deploy to an environment wait for an approval, which the administrator gives; answers the environment's id. */
  approval(fixture: ApprovalFixture): Promise<{ readonly environmentId: number }>;
  /** Has a step that is under way log more lines: the last one, where none is named. Throws an `Error` where there is none. */
  lines(fixture: LinesFixture): Promise<void>;
  /** Throws an `Error` in the service's words for what can't be run. */
  run(fixture: RunFixture): Promise<RunRow>;
}
