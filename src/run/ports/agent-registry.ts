import type { Instant } from '../../base/clock.ts';
import type { SessionId } from '../../base/id.ts';
import type { Identity } from '../events.ts';

export type AgentPool = {
  /** From the organization's sequence `pool`; those that are there from the start have the first. */
  readonly id: number;
  readonly name: string;
  readonly isHosted: boolean;
  /** There where somebody made or changed the pool. */
  readonly settings?: AgentPoolSettings;
};

export type AgentPoolSettings = {
  /** Whether every project has a queue for the pool unless it gave it up; else only those that asked for one. */
  readonly isProvisioned: boolean;
  readonly updatesAgents: boolean;
  readonly createdAt: Instant;
  readonly createdBy: Identity;
};

/** An RSA key, its numbers as base64. */
export type AgentPublicKey = { readonly exponent: string; readonly modulus: string };

export type Agent = {
  /** From the organization's sequence `agent`. */
  readonly id: number;
  readonly poolId: number;
  readonly name: string;
  readonly version: string;
  readonly osDescription: string;
  readonly capabilities: Readonly<Record<string, string>>;
  /** What people say that the agent can do, beside what it says itself. Absent: nothing. */
  readonly userCapabilities?: Readonly<Record<string, string>>;
  /** It keeps its session and is given no jobs. */
  readonly isDisabled?: true;
  /** Whom its tokens name, and the key with which it asks for them; absent for one that brings a token of somebody's. */
  readonly proof?: { readonly clientId: string; readonly publicKey: AgentPublicKey };
  /** Absent for agents of early databases. */
  readonly createdAt?: Instant;
};

/** An agent's connection. One at a time for each agent. */
export type AgentSession = {
  readonly id: SessionId;
  readonly agentId: number;
  readonly poolId: number;
  readonly ownerName: string;
  readonly openedAt: Instant;
  /** What messages are encrypted with, sealed. Absent: they are not. */
  readonly key?: string;
};

/** Agents, their pools and their sessions. Names match in any case. Safe to call concurrently. */
export interface AgentRegistry {
  /** Every organization has the pools `Default` (id 1) and `Azure Pipelines` (id 2, hosted) from the start. */
  pools(organization: string): Promise<readonly AgentPool[]>;
  /** False, with nothing written, where the id or the name is taken. */
  addPool(organization: string, pool: AgentPool): Promise<boolean>;
  /** Puts a pool in the place of the one of its id. False, with nothing written, where there is none or the name is taken. */
  changePool(organization: string, pool: AgentPool): Promise<boolean>;
  /** Not for pools that are there from the start. Its agents are to be removed before. Safe to repeat. */
  removePool(organization: string, poolId: number): Promise<void>;
  agents(organization: string, poolId: number): Promise<readonly Agent[]>;
  /** Adds the agent, or replaces the one of that id. False, with nothing written, where another agent of its pool has the name. */
  putAgent(organization: string, agent: Agent): Promise<boolean>;
  /** Puts an agent in the place of what it was, in the same pool. False, with nothing written, where it is no longer that, or another one has the name. */
  changeAgent(organization: string, change: { readonly former: Agent; readonly changed: Agent }): Promise<boolean>;
  /** Removes the agent and its session. Safe to repeat. */
  removeAgent(organization: string, agentId: number): Promise<void>;
  /** Opens a session and ends the agent's former one, which is answered. */
  openSession(organization: string, session: AgentSession): Promise<AgentSession | undefined>;
  session(organization: string, id: SessionId): Promise<AgentSession | undefined>;
  /** The agent's open session. */
  sessionOf(organization: string, agentId: number): Promise<AgentSession | undefined>;
  /** Safe to repeat. */
  closeSession(organization: string, id: SessionId): Promise<void>;
}
