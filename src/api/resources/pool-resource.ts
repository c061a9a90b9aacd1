import { organizationId } from '../../run/organization-id.ts';
import type { AgentPool } from '../../run/ports/agent-registry.ts';
import type { AgentPool as WirePool } from '../../wire/agents.ts';
import type { Services } from '../services.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

const nobody = { id: '00000000-0000-0000-0000-000000000000', displayName: 'Unknown', uniqueName: '' };

/** A pool, with how many agents it has. Those that are there from the start were made by nobody. */
export async function poolResource(
  { agents, organization }: Services,
  base: string,
  { id, name, isHosted, settings }: AgentPool,
): Promise<WirePool> {
  const creator = identityReference(base, settings?.createdBy ?? nobody);
  return {
    createdOn: dateText(settings?.createdAt ?? 0),
    autoProvision: settings?.isProvisioned ?? true,
    autoUpdate: settings?.updatesAgents ?? true,
    autoSize: false,
    targetSize: null,
    agentCloudId: null,
    createdBy: creator,
    owner: creator,
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
