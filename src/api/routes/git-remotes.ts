import { Type } from 'typebox';
import { organizationId } from '../../run/organization-id.ts';
import { Closed, Guid } from '../../wire/json-schema.ts';
import { GitRepository } from '../../wire/repositories.ts';
import type { Api } from '../http/api.ts';
import { repositoryOf } from '../http/lookups.ts';
import { repositoryResource } from '../resources/repository-resource.ts';
import type { Services } from '../services.ts';

const RemoteInfo = Closed({
  serverUrl: Type.String(),
  collection: Closed({ id: Guid, name: Type.String(), url: Type.String() }),
  repository: GitRepository,
});

/** What clients ask of the address of a git remote, to find out which organization, project and repository it is: `az --detect` does. */
export function gitRemoteRoutes(api: Api, services: Services): void {
  const { organization } = services;
  const collectionId = organizationId(organization);
  for (const path of ['/:organization/:project/_git/:repositoryId', '/:organization/_git/:repositoryId'])
    api.get(
      `${path}/vsts/info`,
      {
        config: { operation: 'gitRemotes.info' },
        schema: {
          params: Type.Object({
            organization: Type.String(),
            project: Type.Optional(Type.String()),
            repositoryId: Type.String(),
          }),
          response: { 200: RemoteInfo },
        },
      },
      async ({ params, base }) => {
        const { project, repository } = await repositoryOf(services, params);
        const url = `${base}/_apis/projectCollections/${collectionId}`;
        return {
          serverUrl: base,
          collection: { id: collectionId, name: organization, url },
          // Without its project: clients take what stands before `_apis` for the organization.
          repository: {
            ...repositoryResource(base, project, repository),
            url: `${base}/_apis/git/repositories/${repository.id}`,
          },
        };
      },
    );
}
