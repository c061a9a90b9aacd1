import { type Static, Type } from 'typebox';
import { Closed, DateTime, Int32 } from './json-schema.ts';

const AgentReference = Closed({ id: Int32, name: Type.String(), version: Type.String() });

/** A job that waits for an agent of a pool or runs on one. It has no `result`: scalers take that for one that is not over. */
export const PoolJobRequest = Closed({
  requestId: Type.Integer(),
  queueTime: DateTime,
  lockedUntil: Type.Optional(DateTime),
  poolId: Int32,
  jobName: Type.String(),
  /** `name` or `name -equals value`. */
  demands: Type.Array(Type.String()),
  reservedAgent: Type.Optional(AgentReference),
  matchedAgents: Type.Array(AgentReference),
  matchesAllAgentsInPool: Type.Boolean(),
});
export type PoolJobRequest = Static<typeof PoolJobRequest>;
