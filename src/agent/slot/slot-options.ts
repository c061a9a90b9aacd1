import type { AgentIdentity, AgentServer } from '../../wire/agent-server.ts';
import type { WorkspaceNotes } from '../job/workspace-mapping.ts';
import type { LineTaker } from '../log/direct-feed.ts';
import type { LocalTask } from '../tasks/package-sources.ts';

/** What one agent of the protocol works with; see `AgentOptions`. */
export type SlotOptions = {
  readonly server: AgentServer;
  readonly identity: AgentIdentity;
  readonly workFolder: string;
  readonly toolsFolder: string;
  readonly tasksFolder: string;
  readonly localTask?: LocalTask;
  readonly signal: AbortSignal;
  /** What steps may see of the agent's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly feedIntervalMs?: number;
  readonly takeLines?: LineTaker;
  readonly repeatSteps?: boolean;
  readonly passingNotes?: WorkspaceNotes;
  readonly report?: (message: string) => void;
};
