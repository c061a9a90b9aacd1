import type { RunKey } from '../../run/events.ts';
import type { PlanScope } from '../../wire/agent-server.ts';

/** Finds the run of a plan. Throws an `AgentServerError` 404 when there is none. */
export type RunOfPlan = (plan: PlanScope) => Promise<RunKey>;
