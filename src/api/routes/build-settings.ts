import { Type } from 'typebox';
import { ResourceUsage } from '../../wire/build-details.ts';
import { GeneralSettings, UpdateGeneralSettings } from '../../wire/general-settings.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { organizationParams, organizationPath, projectParams, projectPath } from '../http/paths.ts';
import { changeGeneralSettings, generalSettings } from '../resources/general-settings.ts';
import type { Services } from '../services.ts';

/** A project's settings for its pipelines, and what clients ask of the older build system, of which nothing is here. */
export function buildSettingRoutes(api: Api, services: Services): void {
  generalSettingRoutes(api, services);
  olderBuildRoutes(api, services);
  getResourceUsage(api, services);
}

function generalSettingRoutes(api: Api, services: Services): void {
  const path = `${projectPath}/build/generalsettings`;
  const schema = { params: Type.Object(projectParams), response: { 200: GeneralSettings } };
  api.get(path, { config: { operation: 'generalSettings.get' }, schema }, async request =>
    generalSettings(services, await projectOf(services, request.params)),
  );
  api.patch(
    path,
    { config: { operation: 'generalSettings.update' }, schema: { ...schema, body: UpdateGeneralSettings } },
    async request => changeGeneralSettings(services, await projectOf(services, request.params), request.body),
  );
}

const None = Collection(Type.Never());
const none = { count: 0, value: [] };

/** Controllers ran XAML builds, options belong to designer builds: neither is here, and clients read empty lists. */
function olderBuildRoutes(api: Api, services: Services): void {
  const controllers = `${organizationPath}/build/controllers`;
  const ofOrganization = { params: Type.Object(organizationParams), response: { 200: None } };
  api.get(controllers, { config: { operation: 'controllers.list' }, schema: ofOrganization }, async () => none);
  api.get(
    `${controllers}/:controllerId`,
    {
      config: { operation: 'controllers.get' },
      schema: { params: Type.Object({ ...organizationParams, controllerId: Id32 }) },
    },
    async request => {
      throw serviceError('controllerMissing', `The build controller ${request.params.controllerId} does not exist.`);
    },
  );
  api.get(
    `${projectPath}/build/options`,
    {
      config: { operation: 'buildOptions.list' },
      schema: { params: Type.Object(projectParams), response: { 200: None } },
    },
    async request => {
      await projectOf(services, request.params);
      return none;
    },
  );
}

/** How many agents are registered; nothing here is paid for. */
function getResourceUsage(api: Api, { organization, agents }: Services): void {
  api.get(
    `${organizationPath}/build/resourceusage`,
    {
      config: { operation: 'resourceUsage.get' },
      schema: { params: Type.Object(organizationParams), response: { 200: ResourceUsage } },
    },
    async () => {
      const pools = await agents.pools(organization);
      const counts = await Promise.all(pools.map(async ({ id }) => (await agents.agents(organization, id)).length));
      const distributedTaskAgents = counts.reduce((sum, count) => sum + count, 0);
      return { distributedTaskAgents, paidPrivateAgentSlots: 0, totalUsage: 0, xamlControllers: 0 };
    },
  );
}
