import type { PlanScope } from '../wire/agent-server.ts';

/** The address of a plan's routes, from the organization. */
export function planPath({ scopeIdentifier, planId }: PlanScope): string {
  return `${scopeIdentifier}/_apis/distributedtask/hubs/build/plans/${planId}`;
}
