import { Type } from 'typebox';
import { restCallMs } from '../../base/limits.ts';
import { rendered, selected, withinEndpoint } from '../../resources/endpoint-requests.ts';
import { type Endpoint, endpointMissing } from '../../resources/endpoints.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import type { RestAnswer } from '../../run/ports/rest-calls.ts';
import { EndpointProxyRequest, EndpointProxyResult } from '../../wire/endpoint-proxy.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { proxyResult, statusName } from '../resources/proxy-result.ts';
import type { Services } from '../services.ts';

/** Requests that the server makes over a service connection, for whoever may query it. */
export function endpointProxyRoutes(api: Api, services: Services): void {
  api.post(
    `${projectPath}/serviceendpoint/endpointproxy`,
    {
      config: { operation: 'endpointProxy.request' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({ endpointId: Type.Optional(Type.String()) }),
        body: EndpointProxyRequest,
        response: { 200: Type.Union([Collection(Type.String()), EndpointProxyResult]) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { endpointId: executed } = request.query;
      const id = executed ?? request.body.endpointId ?? '';
      const endpoint = await services.resources.endpoints.get(id, project.id);
      if (endpoint === undefined) throw endpointMissing(id);
      return executed === undefined
        ? query(services, project, endpoint, request.body)
        : execute(services, project, endpoint, request.body);
    },
  );
}

async function query(services: Services, project: Project, endpoint: Endpoint, binding: EndpointProxyRequest) {
  const { resultSelector, resultTemplate, endpointUrl } = binding;
  const source = { ...binding, ...(endpointUrl === undefined ? {} : { dataSourceUrl: endpointUrl }) };
  const answer = await ask(services, project, endpoint, source);
  if ('failure' in answer) throw serviceError('endpointQueryFailed', answer.failure);
  if (answer.status >= 300)
    throw serviceError('endpointQueryFailed', `${answer.url} answered with status ${answer.status}.`);
  const value = selected(answer.body, resultSelector).map(each => rendered(each, resultTemplate));
  return { count: value.length, value };
}

async function execute(
  services: Services,
  project: Project,
  endpoint: Endpoint,
  { dataSourceDetails = {}, resultTransformationDetails = {}, serviceEndpointDetails = {} }: EndpointProxyRequest,
): Promise<EndpointProxyResult> {
  const { url } = serviceEndpointDetails;
  if (url !== undefined && url !== '' && url !== endpoint.url)
    throw serviceError('endpointInvalid', 'A service connection is asked at the address that it was saved with.');
  const answer = await ask(services, project, endpoint, dataSourceDetails);
  if ('failure' in answer) return proxyResult('badGateway', answer.failure, null);
  const status = statusName(answer.status);
  if (answer.status >= 300) return proxyResult(status, `${answer.url} answered with status ${answer.status}.`, null);
  const { resultSelector } = dataSourceDetails;
  const found = selected(answer.body, resultSelector);
  const { resultTemplate } = resultTransformationDetails;
  const isWhole = resultSelector === undefined && resultTemplate === undefined;
  return proxyResult(status, '', isWhole ? found[0] : found.map(each => rendered(each, resultTemplate)));
}

type Source = NonNullable<EndpointProxyRequest['dataSourceDetails']>;

async function ask(
  services: Services,
  project: Project,
  endpoint: Endpoint,
  source: Source,
): Promise<RestAnswer | { readonly failure: string }> {
  const { dataSourceUrl, dataSourceName = '', headers = [], requestVerb, requestContent, parameters = {} } = source;
  if (!dataSourceUrl && dataSourceName.toLowerCase() !== 'testconnection')
    throw serviceError('endpointInvalid', `There is no data source '${dataSourceName}'. Give the URL of one.`);
  const call = withinEndpoint(endpoint, {
    url: dataSourceUrl || undefined,
    method: requestVerb || 'GET',
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    body: requestContent || undefined,
    parameters,
  });
  const { organization, calls } = services;
  try {
    const where = { organization, projectId: project.id, connection: endpoint.id };
    return await calls.call({ ...where, ...call }, AbortSignal.timeout(restCallMs));
  } catch (failure) {
    return { failure: failure instanceof Error ? failure.message : String(failure) };
  }
}
