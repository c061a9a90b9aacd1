import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Pipeline, Project } from '../../run/ports/catalogue.ts';
import type { Api } from '../http/api.ts';
import { unauthorized } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { organizationPath, projectParams, projectPath } from '../http/paths.ts';
import { allows } from '../http/scope-rules.ts';
import { Tokens } from '../http/tokens.ts';
import { badgeImage } from '../resources/badge.ts';
import { badgeState } from '../resources/badge-state.ts';
import { generalSettings } from '../resources/general-settings.ts';
import type { Services } from '../services.ts';

const text = Type.Optional(Type.String());
const BadgeQuery = Type.Object({
  branchName: text,
  stageName: text,
  jobName: text,
  configuration: text,
  label: text,
});

/** Images that say how a pipeline stands. Anybody may read them, unless the project's settings say that badges are private. */
export function badgeRoutes(api: Api, services: Services): void {
  const tokens = new Tokens(services.access.bearers, services.clock);
  api.get(
    `${projectPath}/build/status/*`,
    {
      config: { operation: 'statusBadge.get', produces: 'image/svg+xml' },
      schema: { params: Type.Object({ ...projectParams, '*': Type.String() }), querystring: BadgeQuery },
    },
    async (request, reply) => {
      const { project, '*': definition } = request.params;
      return sendBadge(services, tokens, { project, definition }, { request, query: request.query, reply });
    },
  );
  api.get(
    `${organizationPath}/public/build/definitions/:project/:definitionId/badge`,
    {
      config: { operation: 'definitionBadge.get', produces: 'image/svg+xml' },
      schema: {
        params: Type.Object({ ...projectParams, definitionId: Type.String() }),
        querystring: Type.Object({ branchName: text }),
      },
    },
    async (request, reply) => {
      const { project, definitionId: definition } = request.params;
      return sendBadge(
        services,
        tokens,
        { project, definition, isOlder: true },
        { request, query: request.query, reply },
      );
    },
  );
}

type Exchange = {
  readonly request: FastifyRequest;
  readonly query: Static<typeof BadgeQuery>;
  readonly reply: FastifyReply;
};

async function sendBadge(
  services: Services,
  tokens: Tokens,
  named: { readonly project: string; readonly definition: string; readonly isOlder?: boolean },
  { request, query, reply }: Exchange,
): Promise<FastifyReply> {
  const project = await projectOf(services, named);
  await checkReader(services, tokens, project, request.headers.authorization ?? '');
  const pipeline = await pipelineNamed(services, project, named.definition);
  if (named.isOlder === true && pipeline.settings?.isBadgeEnabled === false)
    throw serviceError('definitionMissing', `The badge of the build definition ${pipeline.id} is not enabled.`);
  const image = badgeImage(query.label || pipeline.name, await badgeState(services, pipeline, query));
  return reply.type('image/svg+xml; charset=utf-8').header('cache-control', 'no-cache, no-store').send(image);
}

async function checkReader(services: Services, tokens: Tokens, project: Project, header: string): Promise<void> {
  const { statusBadgesArePrivate } = await generalSettings(services, project);
  if (!statusBadgesArePrivate) return;
  const caller = await tokens.find(header);
  const isOurs = caller?.project === undefined || caller.project.id === project.id;
  if (caller === undefined || !isOurs || !allows(caller.granted, 'vso.build'))
    throw unauthorized(caller?.identity.displayName ?? '');
}

/** By its id, its name, or its folder and name. */
async function pipelineNamed(
  { organization, catalogue }: Services,
  project: Project,
  named: string,
): Promise<Pipeline> {
  const wanted = named.replaceAll('/', '\\').replace(/^\\+/, '').toLowerCase();
  const pipelines = await catalogue.pipelines(organization, project.id);
  const found =
    pipelines.find(({ id }) => `${id}` === wanted) ??
    pipelines.find(({ name, folder }) =>
      [name, `${folder}\\${name}`.replace(/^\\+/, '')].some(each => each.toLowerCase() === wanted),
    );
  if (found !== undefined) return found;
  throw serviceError('definitionMissing', `The requested build definition ${named} could not be found.`);
}
