import { Type } from 'typebox';
import { Collection, Id32, WireEnum } from '../../wire/json-schema.ts';
import {
  resultSet,
  SourceProvider,
  SourcePullRequest,
  SourceRepositories,
  SourceWebhook,
  SourceWebhookTypes,
} from '../../wire/source-providers.ts';
import type { Api } from '../http/api.ts';
import { projectOf, pullRequestPlaceOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { identityReference } from '../resources/identity-reference.ts';
import { checkProvider, providerName, sourcePlaceOf } from '../resources/source-place.ts';
import type { Services } from '../services.ts';

const providerPath = `${projectPath}/sourceProviders/:providerName`;
const providerParams = { ...projectParams, providerName: Type.String() };
const repository = Type.Optional(Type.String());

/** What the provider of the registered repositories can do, and what starts runs of its pipelines. */
const tfsGit = {
  name: providerName,
  supportedCapabilities: {
    createLabel: false,
    downloadSource: false,
    queryBranches: true,
    queryFileContents: true,
    queryPathContents: true,
    queryRelatedWorkItems: false,
    queryRepositories: true,
    queryTopRepositories: false,
    queryWebhooks: false,
  },
  supportedTriggers: [
    {
      type: 'continuousIntegration' as const,
      supportedCapabilities: { branchFilters: 'supported' as const, pathFilters: 'supported' as const },
    },
    {
      type: 'pullRequest' as const,
      supportedCapabilities: { branchFilters: 'supported' as const, pathFilters: 'supported' as const },
    },
    { type: 'schedule' as const, supportedCapabilities: { branchFilters: 'supported' as const } },
    { type: 'buildCompletion' as const, supportedCapabilities: { branchFilters: 'supported' as const } },
  ],
};

/** Where sources of pipelines come from: the registered repositories, as the forms that set pipelines up ask for them. */
export function sourceProviderRoutes(api: Api, services: Services): void {
  listProviders(api, services);
  listRepositories(api, services);
  webhooks(api, services);
  getPullRequest(api, services);
}

function listProviders(api: Api, services: Services): void {
  api.get(
    `${projectPath}/sourceProviders`,
    {
      config: { operation: 'sourceProviders.list' },
      schema: { params: Type.Object(projectParams), response: { 200: Collection(SourceProvider) } },
    },
    async request => {
      await projectOf(services, request.params);
      return { count: 1, value: [tfsGit] };
    },
  );
}

function listRepositories(api: Api, services: Services): void {
  api.get(
    `${providerPath}/repositories`,
    {
      config: { operation: 'sourceProviders.repositories' },
      schema: {
        params: Type.Object(providerParams),
        querystring: Type.Object({ repository, resultSet: Type.Optional(WireEnum(resultSet)) }),
        response: { 200: SourceRepositories },
      },
    },
    async request => {
      checkProvider(request.params.providerName);
      const project = await projectOf(services, request.params);
      const wanted = request.query.repository?.toLowerCase();
      const all = await services.catalogue.repositories(services.organization, project.id);
      const repositories = all
        .filter(({ id, name }) => !wanted || id === wanted || name.toLowerCase() === wanted)
        .map(({ id, name, url, defaultBranch }) => ({
          ...{ id, name, fullName: name, sourceProviderName: providerName, url, defaultBranch },
          properties: {},
        }));
      return { repositories, pageLength: repositories.length, totalPageCount: 1 };
    },
  );
}

// Pushes are seen by looking: no repository has a hook that could be lost.
function webhooks(api: Api, services: Services): void {
  const params = Type.Object(providerParams);
  const querystring = Type.Object({ repository });
  api.get(
    `${providerPath}/webhooks`,
    {
      config: { operation: 'sourceProviders.webhooks' },
      schema: { params, querystring, response: { 200: Collection(SourceWebhook) } },
    },
    async request => {
      await sourcePlaceOf(services, request, request.query.repository);
      return { count: 0, value: [] };
    },
  );
  api.post(
    `${providerPath}/webhooks`,
    {
      config: { operation: 'sourceProviders.restoreWebhooks' },
      schema: { params, querystring, body: SourceWebhookTypes },
    },
    async (request, reply) => {
      await sourcePlaceOf(services, request, request.query.repository);
      return noContent(reply);
    },
  );
}

function getPullRequest(api: Api, services: Services): void {
  api.get(
    `${providerPath}/pullrequests/:pullRequestId`,
    {
      config: { operation: 'sourceProviders.pullRequest' },
      schema: {
        params: Type.Object({ ...providerParams, pullRequestId: Id32 }),
        querystring: Type.Object({ repositoryId: repository }),
        response: { 200: SourcePullRequest },
      },
    },
    async request => {
      checkProvider(request.params.providerName);
      const { repositoryId } = request.query;
      const of = { ...request.params, ...(repositoryId === undefined ? {} : { repositoryId }) };
      const { project, repository: place, pullRequest } = await pullRequestPlaceOf(services, of);
      const git = `${request.base}/${encodeURIComponent(project.name)}/_git/${encodeURIComponent(place.name)}`;
      const { id, title, description, isDraft, status, createdBy, sourceBranch, targetBranch } = pullRequest;
      return {
        ...{ id: String(id), providerName, title, description, draft: isDraft, currentState: status },
        author: identityReference(request.base, createdBy),
        sourceBranchRef: sourceBranch,
        targetBranchRef: targetBranch,
        _links: { web: { href: `${git}/pullrequest/${id}` } },
      };
    },
  );
}
