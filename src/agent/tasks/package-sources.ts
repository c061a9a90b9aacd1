import type { AgentServer } from '../../wire/agent-server.ts';

/** The folder of a package that is on this machine already, or `undefined`. */
export type LocalTask = (task: { readonly id: string; readonly version: string }) => string | undefined;

/** Where the packages of tasks come from that are not the agent's own. */
export type PackageSources = {
  readonly localTask: LocalTask | undefined;
  readonly server: AgentServer;
  /** Where downloaded packages are kept. */
  readonly folder: string;
};
