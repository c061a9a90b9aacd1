import { Type } from 'typebox';
import { organizationId } from '../../run/organization-id.ts';
import { Link } from '../../wire/common.ts';
import { Closed, Collection, Guid } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { organizationMissing } from '../http/error-words.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

const path = `${organizationPath}/projectCollections`;
const reference = { id: Guid, name: Type.String(), url: Type.String() };
const ProjectCollection = Closed({
  ...reference,
  state: Type.Literal('Started'),
  _links: Closed({ self: Link, web: Link }),
});

/** The organization as servers of one's own know it: the one collection of its projects. */
export function projectCollectionRoutes(api: Api, { organization }: Services): void {
  const id = organizationId(organization);
  api.get(
    path,
    {
      config: { operation: 'projectCollections.list' },
      schema: { params: Type.Object(organizationParams), response: { 200: Collection(Closed(reference)) } },
    },
    async request => ({
      count: 1,
      value: [{ id, name: organization, url: `${request.base}/_apis/projectCollections/${id}` }],
    }),
  );
  api.get(
    `${path}/:collectionId`,
    {
      config: { operation: 'projectCollections.get' },
      schema: {
        params: Type.Object({ ...organizationParams, collectionId: Type.String() }),
        response: { 200: ProjectCollection },
      },
    },
    async request => {
      const { collectionId } = request.params;
      const isIt = [id, organization.toLowerCase()].includes(collectionId.toLowerCase());
      if (!isIt) throw organizationMissing(collectionId);
      const url = `${request.base}/_apis/projectCollections/${id}`;
      return {
        ...{ id, name: organization, url, state: 'Started' as const },
        _links: { self: { href: url }, web: { href: `${request.base}/` } },
      };
    },
  );
}
