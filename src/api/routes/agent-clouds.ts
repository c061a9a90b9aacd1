import { Type } from 'typebox';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';

const params = Type.Object(organizationParams);
const none = { count: 0, value: [] };

/** Agents of clouds: there are none, and none can be added. Whoever runs agents starts them. */
export function agentCloudRoutes(api: Api): void {
  const schema = { params, response: { 200: Collection(Type.Never()) } };
  for (const [name, operation] of [
    ['agentclouds', 'agentClouds.list'],
    ['agentcloudtypes', 'agentCloudTypes.list'],
    ['elasticpools', 'elasticPools.list'],
  ] as const)
    api.get(`${organizationPath}/distributedtask/${name}`, { config: { operation }, schema }, async () => none);
}
