import { type Static, Type } from 'typebox';
import { Closed, DateTime, Int32, WireEnum } from './json-schema.ts';
import { taskResult } from './results.ts';

const AgentReference = Closed({ id: Int32, name: Type.String(), version: Type.String() });

/** A job that waits for an agent of a pool, runs on one, or has run. While it is not over it has no `result`: scalers go by that. */
export const PoolJobRequest = Closed({
  requestId: Type.Integer(),
  queueTime: DateTime,
  assignTime: Type.Optional(DateTime),
  finishTime: Type.Optional(DateTime),
  result: Type.Optional(WireEnum(taskResult)),
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
