import * as azdev from 'azure-devops-node-api';
import type { IBuildApi } from 'azure-devops-node-api/BuildApi.js';
import type { ICoreApi } from 'azure-devops-node-api/CoreApi.js';
import type { IGitApi } from 'azure-devops-node-api/GitApi.js';
import type { ILocationsApi } from 'azure-devops-node-api/LocationsApi.js';
import type { IPipelinesApi } from 'azure-devops-node-api/PipelinesApi.js';
import type { IPolicyApi } from 'azure-devops-node-api/PolicyApi.js';
import type { IServiceEndpointApi } from 'azure-devops-node-api/ServiceEndpointApi.js';
import type { ITaskAgentApi } from 'azure-devops-node-api/TaskAgentApi.js';
import type { ITaskApi } from 'azure-devops-node-api/TaskApi.js';
import type { ITestApi } from 'azure-devops-node-api/TestApi.js';
import type { GitFolder } from '../support/git-world.ts';
import { organization, type World } from '../support/world.ts';
import type { Recorder } from './recorder.ts';

/** The vendor's clients of the areas that are served, by the names that the package has for their files. */
export type Clients = {
  readonly BuildApi: IBuildApi;
  readonly CoreApi: ICoreApi;
  readonly GitApi: IGitApi;
  readonly LocationsApi: ILocationsApi;
  readonly PipelinesApi: IPipelinesApi;
  readonly PolicyApi: IPolicyApi;
  readonly ServiceEndpointApi: IServiceEndpointApi;
  readonly TaskAgentApi: ITaskAgentApi;
  readonly TaskApi: ITaskApi;
  readonly TestApi: ITestApi;
};

/** A server with one project, `oracle`, its repository and its pipeline 21, and the vendor's clients of it. */
export type Place = { readonly world: World; readonly folder: GitFolder; readonly clients: Clients };

/** Calls methods of the clients, and checks what they answer. */
export type Scenario = (place: Place) => Promise<void>;

/** Connects the clients to a listening server; each call that is answered is recorded. */
export async function openClients(port: number, recorder: Recorder): Promise<Clients> {
  const handler = azdev.getPersonalAccessTokenHandler('all');
  const api = new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler);
  const clients: Clients = {
    BuildApi: await api.getBuildApi(),
    CoreApi: await api.getCoreApi(),
    GitApi: await api.getGitApi(),
    LocationsApi: await api.getLocationsApi(),
    PipelinesApi: await api.getPipelinesApi(),
    PolicyApi: await api.getPolicyApi(),
    ServiceEndpointApi: await api.getServiceEndpointApi(),
    TaskAgentApi: await api.getTaskAgentApi(),
    TaskApi: await api.getTaskApi(),
    TestApi: await api.getTestApi(),
  };
  for (const [name, client] of Object.entries(clients)) recorder.watch(name, client);
  return clients;
}
