import { organizationId } from '../../run/organization-id.ts';
import type { AgentPool } from '../../run/ports/agent-registry.ts';
import type { AgentPool as WirePool } from '../../wire/agents.ts';
import type { Services } from '../services.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

/** A pool, with how many agents it has. Those that are there from the start were made by nobody. */
export async function poolResource(
  { agents, organization }: Services,
  base: string,
  { id, name, isHosted, settings }: AgentPool,
): Promise<WirePool> {
  const creator = settings === undefined ? undefined : identityReference(base, settings.createdBy);
  return {
    ...(settings === undefined ? {} : { createdOn: dateText(settings.createdAt) }),
    autoProvision: settings?.isProvisioned ?? true,
    autoUpdate: settings?.updatesAgents ?? true,
    autoSize: false,
    ...(creator === undefined ? {} : { createdBy: creator, owner: creator }),
    id,
    scope: organizationId(organization),
    name,
    isHosted,
    poolType: 'automation',
    size: (await agents.agents(organization, id)).length,
    isLegacy: false,
    options: 'none',
  };
}
