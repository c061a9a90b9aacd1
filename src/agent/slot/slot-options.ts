import type { AgentIdentity, AgentServer } from '../../wire/agent-server.ts';
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
  readonly feedIntervalMs?: number;
  readonly takeLines?: (stepId: string, text: string) => void;
  readonly repeatSteps?: boolean;
  readonly keepWork?: boolean;
  readonly report?: (message: string) => void;
};
