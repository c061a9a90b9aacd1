import { Type } from 'typebox';
import type { Project } from '../../run/ports/catalogue.ts';
import { Collection } from '../../wire/json-schema.ts';
import { CategorizedTeams, Team, TeamMember } from '../../wire/teams.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { identityReference } from '../resources/identity-reference.ts';
import { knownPeople } from '../resources/known-identities.ts';
import { namesTeam, teamResource } from '../resources/team-resource.ts';
import type { Services } from '../services.ts';

const projectTeams = `${organizationPath}/projects/:project/teams`;
const params = { ...organizationParams, project: Type.String() };
const paging = {
  $top: Type.Optional(Type.Integer({ minimum: 0 })),
  $skip: Type.Optional(Type.Integer({ minimum: 0 })),
};

/** Teams: each project has one, the default team, of which everybody is a member who has a token. */
export function teamRoutes(api: Api, services: Services): void {
  listAllTeams(api, services);
  listTeams(api, services);
  getTeam(api, services);
  listMembers(api, services);
  categorizeTeams(api, services);
}

function listAllTeams(api: Api, { catalogue, organization }: Services): void {
  api.get(
    `${organizationPath}/teams`,
    {
      config: { operation: 'teams.listAll' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object(paging),
        response: { 200: Collection(Team) },
      },
    },
    async request => {
      const projects = paged(await catalogue.projects(organization), request.query);
      return { count: projects.length, value: projects.map(project => teamResource(request.base, project)) };
    },
  );
}

function listTeams(api: Api, services: Services): void {
  api.get(
    projectTeams,
    {
      config: { operation: 'teams.list' },
      schema: { params: Type.Object(params), querystring: Type.Object(paging), response: { 200: Collection(Team) } },
    },
    async request => {
      const projects = paged([await projectOf(services, request.params)], request.query);
      return { count: projects.length, value: projects.map(project => teamResource(request.base, project)) };
    },
  );
}

function getTeam(api: Api, services: Services): void {
  api.get(
    `${projectTeams}/:teamId`,
    {
      config: { operation: 'teams.get' },
      schema: { params: Type.Object({ ...params, teamId: Type.String() }), response: { 200: Team } },
    },
    async request => teamResource(request.base, await projectOfTeam(services, request.params)),
  );
}

function listMembers(api: Api, services: Services): void {
  api.get(
    `${projectTeams}/:teamId/members`,
    {
      config: { operation: 'teams.members' },
      schema: {
        params: Type.Object({ ...params, teamId: Type.String() }),
        querystring: Type.Object(paging),
        response: { 200: Collection(TeamMember) },
      },
    },
    async request => {
      await projectOfTeam(services, request.params);
      const people = paged(await knownPeople(services, request.caller.identity), request.query);
      return { count: people.length, value: people.map(one => ({ identity: identityReference(request.base, one) })) };
    },
  );
}

function categorizeTeams(api: Api, services: Services): void {
  api.get(
    `${organizationPath}/projects/:project/categorizedteams`,
    {
      config: { operation: 'teams.categorize' },
      schema: {
        params: Type.Object(params),
        querystring: Type.Object(paging),
        response: { 200: CategorizedTeams },
      },
    },
    async request => {
      const projects = paged([await projectOf(services, request.params)], request.query);
      return { myTeams: projects.map(project => teamResource(request.base, project)), otherReadableTeams: [] };
    },
  );
}

async function projectOfTeam(
  services: Services,
  { project: name, teamId }: { readonly project: string; readonly teamId: string },
): Promise<Project> {
  const project = await projectOf(services, { project: name });
  if (namesTeam(project, teamId)) return project;
  throw serviceError(
    'teamMissing',
    `The team with id '${teamId}' does not exist, or you do not have permission to access it.`,
  );
}

function paged<Item>(
  all: readonly Item[],
  { $skip = 0, $top }: { readonly $skip?: number; readonly $top?: number },
): readonly Item[] {
  return all.slice($skip, $top === undefined ? undefined : $skip + $top);
}
