import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fastify, {
  type FastifyServerOptions,
  type InjectOptions,
  type LightMyRequestResponse,
  type RouteOptions,
} from 'fastify';
import { apiBodyBytes, jsonDepth, routeSegmentLength } from '../base/limits.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { Admission, type AdmissionOptions } from './http/admission.ts';
import type { Api } from './http/api.ts';
import { checkedPublicUrl } from './http/base-url.ts';
import { Entrance, type EntranceOptions } from './http/entrance.ts';
import { errorAnswers, type ReportFault, unknownRouteAnswers, unreadablePathAnswers } from './http/error-answers.ts';
import { faultHook } from './http/fault-hook.ts';
import { isDeeper } from './http/json-depth.ts';
import { type Listener, newListener } from './http/listener.ts';
import { OtherVerbs } from './http/other-verbs.ts';
import { ProblemPages } from './http/problem-pages.ts';
import { compileReader, Unreadable } from './http/reading.ts';
import type { Scrape } from './metrics.ts';
import type { RequestObserver } from './request-observer.ts';
import { agentChangeRoutes } from './routes/agent-changes.ts';
import { agentCloudRoutes } from './routes/agent-clouds.ts';
import { agentRoutes } from './routes/agents.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { authorizedResourceRoutes } from './routes/authorized-resources.ts';
import { badgeRoutes } from './routes/badges.ts';
import { buildArtifactRoutes } from './routes/build-artifacts.ts';
import { buildChangeRoutes } from './routes/build-changes.ts';
import { buildDetailRoutes } from './routes/build-details.ts';
import { buildListRoutes } from './routes/build-lists.ts';
import { buildLogRoutes } from './routes/build-logs.ts';
import { buildOverviewRoutes } from './routes/build-overviews.ts';
import { buildSettingRoutes } from './routes/build-settings.ts';
import { buildStageRoutes } from './routes/build-stages.ts';
import { buildTagRoutes } from './routes/build-tags.ts';
import { buildRoutes } from './routes/builds.ts';
import { cctrayRoutes } from './routes/cctray.ts';
import { checkConfigurationRoutes } from './routes/check-configurations.ts';
import { checkSuiteRoutes } from './routes/check-suites.ts';
import { clientToolRoutes } from './routes/client-tools.ts';
import { containerUploadRoutes } from './routes/container-uploads.ts';
import { containerRoutes } from './routes/containers.ts';
import { definitionDetailRoutes } from './routes/definition-details.ts';
import { definitionPropertyRoutes } from './routes/definition-properties.ts';
import { definitionResourceRoutes } from './routes/definition-resources.ts';
import { definitionRestoreRoutes } from './routes/definition-restore.ts';
import { definitionTagRoutes } from './routes/definition-tags.ts';
import { definitionTemplateRoutes } from './routes/definition-templates.ts';
import { definitionRoutes } from './routes/definitions.ts';
import { discoveryRoutes } from './routes/discovery.ts';
import { planRoutes } from './routes/distributed-task.ts';
import { emulatorRoutes } from './routes/emulator.ts';
import { endpointExecutionRoutes } from './routes/endpoint-executions.ts';
import { endpointProxyRoutes } from './routes/endpoint-proxy.ts';
import { environmentResourceRoutes } from './routes/environment-resources.ts';
import { environmentRoutes } from './routes/environments.ts';
import { folderRoutes } from './routes/folders.ts';
import { gitBatchRoutes } from './routes/git-batches.ts';
import { gitCommitRoutes } from './routes/git-commits.ts';
import { gitDiffRoutes } from './routes/git-diffs.ts';
import { gitItemRoutes } from './routes/git-items.ts';
import { gitObjectRoutes } from './routes/git-objects.ts';
import { gitPushRoutes } from './routes/git-pushes.ts';
import { gitRefRoutes } from './routes/git-refs.ts';
import { gitRemoteRoutes } from './routes/git-remotes.ts';
import { gitStatusRoutes } from './routes/git-statuses.ts';
import { hookNotificationRoutes } from './routes/hook-notifications.ts';
import { hookPublisherRoutes } from './routes/hook-publishers.ts';
import { hookSubscriptionRoutes } from './routes/hook-subscriptions.ts';
import { identityRoutes } from './routes/identities.ts';
import { identityTokenRoutes } from './routes/identity-tokens.ts';
import { incomingWebhookRoutes } from './routes/incoming-webhooks.ts';
import { jobLockRoutes } from './routes/job-locks.ts';
import { jobRequestRoutes } from './routes/job-requests.ts';
import { liveRoutes } from './routes/live.ts';
import { oauthApplicationRoutes } from './routes/oauth-applications.ts';
import { authorizeRoutes } from './routes/oauth-authorize.ts';
import { oauthTokenRoutes } from './routes/oauth-tokens.ts';
import { healthRoutes, metricsRoute, openApiRoute } from './routes/own.ts';
import { pageRoutes } from './routes/pages.ts';
import { pipelinePermissionRoutes } from './routes/pipeline-permissions.ts';
import { pipelineTemplateRoutes } from './routes/pipeline-templates.ts';
import { pipelineRoutes } from './routes/pipelines.ts';
import { planArtifactRoutes } from './routes/plan-artifacts.ts';
import { planContentRoutes } from './routes/plan-content.ts';
import { planTestRoutes } from './routes/plan-tests.ts';
import { policyRoutes } from './routes/policies.ts';
import { policyEvaluationRoutes } from './routes/policy-evaluations.ts';
import { poolRoutes } from './routes/pools.ts';
import { processRoutes } from './routes/processes.ts';
import { profileRoutes } from './routes/profiles.ts';
import { projectAvatarRoutes } from './routes/project-avatars.ts';
import { projectChangeRoutes } from './routes/project-changes.ts';
import { projectCollectionRoutes } from './routes/project-collections.ts';
import { projectPropertyRoutes } from './routes/project-properties.ts';
import { projectRoutes } from './routes/projects.ts';
import { pullRequestDetailRoutes } from './routes/pull-request-details.ts';
import { pullRequestIterationRoutes } from './routes/pull-request-iterations.ts';
import { pullRequestLabelRoutes } from './routes/pull-request-labels.ts';
import { pullRequestReviewerRoutes } from './routes/pull-request-reviewers.ts';
import { pullRequestStatusRoutes } from './routes/pull-request-statuses.ts';
import { pullRequestThreadRoutes } from './routes/pull-request-threads.ts';
import { pullRequestRoutes } from './routes/pull-requests.ts';
import { queueRoutes } from './routes/queues.ts';
import { registrationSecretRoutes } from './routes/registration-secrets.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { repositoryChangeRoutes } from './routes/repository-changes.ts';
import { retentionLeaseRoutes } from './routes/retention-leases.ts';
import { retentionPolicyRoutes } from './routes/retention-policies.ts';
import { runArtifactRoutes } from './routes/run-artifacts.ts';
import { runLogRoutes } from './routes/run-logs.ts';
import { runRoutes } from './routes/runs.ts';
import { secureFileRoutes } from './routes/secure-files.ts';
import { serviceEndpointRoutes } from './routes/service-endpoints.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { sourceContentRoutes } from './routes/source-contents.ts';
import { sourceProviderRoutes } from './routes/source-providers.ts';
import { taskGroupRoutes } from './routes/task-groups.ts';
import { taskRoutes } from './routes/tasks.ts';
import { teamRoutes } from './routes/teams.ts';
import { testAttachmentRoutes } from './routes/test-attachments.ts';
import { testCoverageRoutes } from './routes/test-coverage.ts';
import { testResultRoutes } from './routes/test-results.ts';
import { testRunRoutes } from './routes/test-runs.ts';
import { testSummaryRoutes } from './routes/test-summaries.ts';
import { tokenPageRoutes } from './routes/token-page.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { usageEventRoutes } from './routes/usage-events.ts';
import { variableGroupRoutes } from './routes/variable-groups.ts';
import { yamlSchemaRoutes } from './routes/yaml-schema.ts';
import type { Services } from './services.ts';

export type ServerOptions = EntranceOptions & {
  /** The address under which clients reach the server, when that is not what their `Host` header says: `https://ci.example.com`. */
  readonly publicUrl?: string;
  /** Told of every answer 500 with its cause and the activity id that the client was given. Default: nothing. */
  readonly reportFault?: ReportFault;
  /** Hear of every request. Default: nobody. */
  readonly observers?: readonly RequestObserver[];
  /** What `/metrics` answers. Default: 404. */
  readonly scrape?: Scrape;
  /** Whether `/metrics` needs no token. Default: false. */
  readonly anonymousMetrics?: boolean;
  /** Certificate and key in PEM: requests are taken over TLS alone. Default: in the clear. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Controls for tests, and requests that go wrong. Default: none. */
  readonly emulator?: Emulator;
  /** Whether requests may name any api-version, or none. Default: false. */
  readonly looseVersions?: boolean;
  /** How long a client may take to send a request, in milliseconds. Default: `slowClientMs`. */
  readonly slowClientMs?: number;
};

/** The HTTP API of an organization. */
export type ApiServer = {
  /** Begins to accept requests; answers the port, which matters where 0 was asked for. */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>;
  /** Accepts requests in the clear on a free port of this machine too, beside TLS: for the server's own agent. */
  listenInside(): Promise<{ readonly port: number }>;
  /** Answers a request without a socket. */
  inject(request: InjectOptions): Promise<LightMyRequestResponse>;
  /** Ends waiting requests, finishes running ones, and stops. Safe to repeat. */
  close(): Promise<void>;
};

const areas = [
  discoveryRoutes,
  projectRoutes,
  projectChangeRoutes,
  projectAvatarRoutes,
  projectPropertyRoutes,
  projectCollectionRoutes,
  teamRoutes,
  processRoutes,
  identityRoutes,
  profileRoutes,
  usageEventRoutes,
  repositoryRoutes,
  gitRemoteRoutes,
  gitCommitRoutes,
  gitItemRoutes,
  gitBatchRoutes,
  gitDiffRoutes,
  gitObjectRoutes,
  gitPushRoutes,
  gitRefRoutes,
  gitStatusRoutes,
  repositoryChangeRoutes,
  sourceProviderRoutes,
  sourceContentRoutes,
  pullRequestRoutes,
  pullRequestDetailRoutes,
  pullRequestIterationRoutes,
  pullRequestLabelRoutes,
  pullRequestReviewerRoutes,
  pullRequestStatusRoutes,
  pullRequestThreadRoutes,
  policyRoutes,
  policyEvaluationRoutes,
  pipelineTemplateRoutes,
  pipelineRoutes,
  runRoutes,
  runLogRoutes,
  definitionRoutes,
  definitionRestoreRoutes,
  folderRoutes,
  buildRoutes,
  buildListRoutes,
  buildStageRoutes,
  retentionPolicyRoutes,
  retentionLeaseRoutes,
  buildTagRoutes,
  badgeRoutes,
  cctrayRoutes,
  buildChangeRoutes,
  buildDetailRoutes,
  buildSettingRoutes,
  definitionDetailRoutes,
  definitionTagRoutes,
  definitionPropertyRoutes,
  definitionResourceRoutes,
  definitionTemplateRoutes,
  buildOverviewRoutes,
  buildLogRoutes,
  liveRoutes,
  buildArtifactRoutes,
  runArtifactRoutes,
  containerRoutes,
  containerUploadRoutes,
  clientToolRoutes,
  testRunRoutes,
  testAttachmentRoutes,
  testCoverageRoutes,
  testResultRoutes,
  testSummaryRoutes,
  queueRoutes,
  poolRoutes,
  agentRoutes,
  agentChangeRoutes,
  agentCloudRoutes,
  jobRequestRoutes,
  sessionRoutes,
  jobLockRoutes,
  planRoutes,
  taskRoutes,
  taskGroupRoutes,
  yamlSchemaRoutes,
  identityTokenRoutes,
  variableGroupRoutes,
  serviceEndpointRoutes,
  endpointProxyRoutes,
  endpointExecutionRoutes,
  secureFileRoutes,
  environmentRoutes,
  environmentResourceRoutes,
  pipelinePermissionRoutes,
  authorizedResourceRoutes,
  checkConfigurationRoutes,
  checkSuiteRoutes,
  approvalRoutes,
  attachmentRoutes,
  planContentRoutes,
  planArtifactRoutes,
  planTestRoutes,
  tokenRoutes,
  tokenPageRoutes,
  pageRoutes,
  authorizeRoutes,
  oauthTokenRoutes,
  oauthApplicationRoutes,
  registrationSecretRoutes,
  incomingWebhookRoutes,
  hookPublisherRoutes,
  hookSubscriptionRoutes,
  hookNotificationRoutes,
];

/** Makes the server; it accepts nothing until `listen`. Throws when `publicUrl` is not an address. */
export async function createServer(services: Services, options: ServerOptions = {}): Promise<ApiServer> {
  const entrance = new Entrance(options, services.clock);
  const api = newApi(services, entrance, options);
  const added: RouteOptions[] = [];
  api.addHook('onRoute', route => {
    added.push({ ...route });
    // Answers are all written alike; the framework would make a writer for each of their schemas.
    if (route.schema !== undefined) route.schema = { ...route.schema, response: undefined };
  });
  const { emulator } = options;
  if (emulator !== undefined)
    api.addHook(
      'onRequest',
      faultHook((...asked) => emulator.faults.meet(...asked)),
    );
  for (const addRoutes of areas) addRoutes(api, services);
  if (emulator !== undefined) emulatorRoutes(api, emulator);
  for (const observer of options.observers ?? []) entrance.observation.add(observer);
  healthRoutes(api, services);
  metricsRoute(api, options.scrape, observer => entrance.observation.add(observer));
  openApiRoute(api, added);
  await api.ready();
  const inside: Listener[] = [];
  return {
    async listen(address) {
      await api.listen(address);
      return { port: (api.server.address() as AddressInfo).port };
    },
    async listenInside() {
      const inner = newListener((request, response) => api.routing(request, response), {});
      inside.push(inner);
      inner.listen({ host: '127.0.0.1', port: 0 });
      await once(inner, 'listening');
      return { port: (inner.address() as AddressInfo).port };
    },
    inject: request => api.inject(request),
    async close() {
      for (const inner of inside) inner.close();
      await api.close();
    },
  };
}

function checkedOptions(options: ServerOptions): AdmissionOptions {
  const { publicUrl, anonymousMetrics = false, looseVersions = false } = options;
  return {
    anonymousMetrics,
    looseVersions,
    ...(publicUrl === undefined ? {} : { publicUrl: checkedPublicUrl(publicUrl) }),
  };
}

type CompilersFactory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>;

// Given with the options, because the framework would load its own before it could be told of others; it takes for granted what those are made of.
const compilersFactory = {
  buildValidator: () => compileReader,
  buildSerializer: () => () => JSON.stringify,
} as unknown as CompilersFactory;

function newApi(services: Services, entrance: Entrance, options: ServerOptions): Api {
  const admission = new Admission(services, entrance, checkedOptions(options));
  const api: Api = fastify({
    bodyLimit: apiBodyBytes,
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: routeSegmentLength },
    frameworkErrors: unreadablePathAnswers(entrance),
    serverFactory: handler => newListener(handler, options),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    schemaController: { compilersFactory },
  });
  api.decorateRequest('base', '');
  api.decorateRequest('caller');
  readJson(api);
  api.setErrorHandler(errorAnswers(options.reportFault ?? (() => {}), new ProblemPages(services)));
  api.setNotFoundHandler(unknownRouteAnswers(entrance));
  const others = new OtherVerbs();
  api.addHook('onRequest', others.hook(admission.to('verb.refuse')));
  api.addHook('onRoute', route => {
    others.add(route);
    const { operation, kept } = route.config ?? {};
    if (operation === undefined) throw new Error(`The route ${route.method} ${route.url} names no operation.`);
    route.onRequest = [admission.to(operation, kept), route.onRequest ?? []].flat();
  });
  return api;
}

// Many clients name a media type where they send no body, so an empty body is none.
function readJson(api: Api): void {
  const parse = api.getDefaultJsonParser('error', 'error');
  api.removeAllContentTypeParsers();
  const types = ['application/json', 'text/json', 'application/json-patch+json'];
  api.addContentTypeParser<string>(types, { parseAs: 'string' }, (request, body, done) =>
    body === ''
      ? done(null, undefined)
      : isDeeper(body, jsonDepth)
        ? done(new Unreadable(false, 'body is nested too deep'))
        : parse(request, body, done),
  );
}
