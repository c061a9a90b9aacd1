import type { Instant } from '../../base/clock.ts';
import type { SessionId } from '../../base/id.ts';

export type AgentPool = { readonly id: number; readonly name: string; readonly isHosted: boolean };

export type Agent = {
  /** From the organization's sequence `agent`. */
  readonly id: number;
  readonly poolId: number;
  readonly name: string;
  readonly version: string;
  readonly osDescription: string;
  readonly capabilities: Readonly<Record<string, string>>;
};

/** An agent's connection. One at a time for each agent. */
export type AgentSession = {
  readonly id: SessionId;
  readonly agentId: number;
  readonly poolId: number;
  readonly ownerName: string;
  readonly openedAt: Instant;
};

/** Agents, their pools and their sessions. Names match in any case. Safe to call concurrently. */
export interface AgentRegistry {
  /** Every organization has the pools `Default` (id 1) and `Azure Pipelines` (id 2, hosted) from the start. */
  pools(organization: string): Promise<readonly AgentPool[]>;
  agents(organization: string, poolId: number): Promise<readonly Agent[]>;
  /** Adds the agent, or replaces the one of that id. */
  putAgent(organization: string, agent: Agent): Promise<void>;
  /** Opens a session and ends the agent's former one, which is answered. */
  openSession(organization: string, session: AgentSession): Promise<AgentSession | undefined>;
  session(organization: string, id: SessionId): Promise<AgentSession | undefined>;
  /** The agent's open session. */
  sessionOf(organization: string, agentId: number): Promise<AgentSession | undefined>;
  /** Safe to repeat. */
  closeSession(organization: string, id: SessionId): Promise<void>;
}
