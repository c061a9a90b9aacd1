/** Names a run's plan in the agent protocol: `scopeIdentifier` is the project's GUID, the hub is always `build`. */
export type PlanScope = { readonly scopeIdentifier: string; readonly planId: string };
