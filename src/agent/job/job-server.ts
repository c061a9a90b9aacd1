import type { AgentServer, AttachedFile } from '../../wire/agent-server.ts';

/**
 * What the steps of a job ask of the server, beside records and logs. The calls of a job are made one after another, but for those of what
 * it leaves behind: content goes up and down in many calls at once.
 */
export type JobServer = Pick<AgentServer, 'content' | 'artifacts' | 'caches' | 'tests'> & {
  /** Gives the job's run another number. */
  updateBuildNumber(buildId: string, buildNumber: string): Promise<void>;
  /** Adds a tag to the job's run; answers all its tags. */
  addBuildTag(buildId: string, tag: string): Promise<readonly string[]>;
  /** Keeps a file with a record. */
  attach(file: AttachedFile, bytes: Uint8Array): Promise<void>;
};
