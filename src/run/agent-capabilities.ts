import { comparableCapabilities } from './demands.ts';
import type { Agent } from './ports/agent-registry.ts';

/** What an agent can do as demands are met by it: names in lower case, what people say of it over what it says itself. */
export function demandable({ name, capabilities, userCapabilities = {} }: Agent): Readonly<Record<string, string>> {
  return {
    'agent.name': name,
    ...comparableCapabilities(capabilities),
    ...comparableCapabilities(userCapabilities),
  };
}
