import { Type } from 'typebox';
import type { Project } from '../../run/ports/catalogue.ts';
import type { Team, TeamAnswer } from '../../run/teams.ts';
import { Collection } from '../../wire/json-schema.ts';
import { CategorizedTeams, TeamMember, TeamWish, Team as WireTeam } from '../../wire/teams.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { mayBeSeenBy, projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { identityReference } from '../resources/identity-reference.ts';
import { knownPeople } from '../resources/known-identities.ts';
import { teamResource } from '../resources/team-resource.ts';
import type { Services } from '../services.ts';

const projectTeams = `${organizationPath}/projects/:project/teams`;
const params = { ...organizationParams, project: Type.String() };
const paging = {
  $top: Type.Optional(Type.Integer({ minimum: 0 })),
  $skip: Type.Optional(Type.Integer({ minimum: 0 })),
};

/** Teams: of the default team of each project everybody is a member who has a token, of every other one who made it. */
export function teamRoutes(api: Api, services: Services): void {
  listAllTeams(api, services);
  createTeam(api, services);
  updateTeam(api, services);
  deleteTeam(api, services);
  listTeams(api, services);
  getTeam(api, services);
  listMembers(api, services);
  categorizeTeams(api, services);
}

function listAllTeams(api: Api, services: Services): void {
  api.get(
    `${organizationPath}/teams`,
    {
      config: { operation: 'teams.listAll' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object(paging),
        response: { 200: Collection(WireTeam) },
      },
    },
    async request => {
      const value = [];
      const projects = await services.catalogue.projects(services.organization);
      for (const project of projects.filter(mayBeSeenBy(request.caller)))
        for (const team of await services.teams.list(project)) value.push(teamResource(request.base, project, team));
      const shown = [...paged(value, request.query)];
      return { count: shown.length, value: shown };
    },
  );
}

function listTeams(api: Api, services: Services): void {
  api.get(
    projectTeams,
    {
      config: { operation: 'teams.list' },
      schema: {
        params: Type.Object(params),
        querystring: Type.Object(paging),
        response: { 200: Collection(WireTeam) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const teams = paged(await services.teams.list(project), request.query);
      return { count: teams.length, value: teams.map(team => teamResource(request.base, project, team)) };
    },
  );
}

function getTeam(api: Api, services: Services): void {
  api.get(
    `${projectTeams}/:teamId`,
    {
      config: { operation: 'teams.get' },
      schema: { params: Type.Object({ ...params, teamId: Type.String() }), response: { 200: WireTeam } },
    },
    async request => {
      const { project, team } = await teamOf(services, request.params);
      return teamResource(request.base, project, team);
    },
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
      const { team } = await teamOf(services, request.params);
      const all = team.members === 'everybody' ? await knownPeople(services, request.caller.identity) : team.members;
      const people = paged(all, request.query);
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
      const project = await projectOf(services, request.params);
      const { id: caller } = request.caller.identity;
      const isMine = ({ members }: Team) => members === 'everybody' || members.some(({ id }) => id === caller);
      const teams = paged(await services.teams.list(project), request.query);
      const shown = (team: Team) => teamResource(request.base, project, team);
      const others = teams.filter(team => !isMine(team));
      return { myTeams: teams.filter(isMine).map(shown), otherReadableTeams: others.map(shown) };
    },
  );
}

function createTeam(api: Api, services: Services): void {
  const schema = { params: Type.Object(params), body: TeamWish, response: { 201: WireTeam } };
  api.post(projectTeams, { config: { operation: 'teams.create' }, schema }, async (request, reply) => {
    const project = await projectOf(services, request.params);
    const { description = '' } = request.body;
    const wish = { name: checkedName(request.body.name ?? ''), description };
    const team = answered(await services.teams.create(project, wish, request.caller.identity), wish.name);
    reply.code(201);
    return teamResource(request.base, project, team);
  });
}

function updateTeam(api: Api, services: Services): void {
  const schema = {
    params: Type.Object({ ...params, teamId: Type.String() }),
    body: TeamWish,
    response: { 200: WireTeam },
  };
  api.patch(`${projectTeams}/:teamId`, { config: { operation: 'teams.update' }, schema }, async request => {
    const project = await projectOf(services, request.params);
    const { name, description } = request.body;
    const change = {
      ...(name === undefined ? {} : { name: checkedName(name) }),
      ...(description === undefined ? {} : { description }),
    };
    const team = answered(await services.teams.update(project, request.params.teamId, change), request.params.teamId);
    return teamResource(request.base, project, team);
  });
}

function deleteTeam(api: Api, services: Services): void {
  const schema = { params: Type.Object({ ...params, teamId: Type.String() }) };
  api.delete(`${projectTeams}/:teamId`, { config: { operation: 'teams.delete' }, schema }, async (request, reply) => {
    const project = await projectOf(services, request.params);
    answered(await services.teams.remove(project, request.params.teamId), request.params.teamId);
    return noContent(reply);
  });
}

function answered(answer: TeamAnswer, asked: string): Team {
  if (answer === 'missing') throw teamMissing(asked);
  if (answer === 'taken') throw serviceError('teamTaken', `The team '${asked}' already exists.`);
  if (answer === 'default') throw serviceError('argument', 'The default team of a project stays, under its name.');
  return answer;
}

function checkedName(name: string): string {
  const isName = name.trim() === name && name !== '' && name.length <= 64 && !/[\\/:<>"|?*+=;,@[\]\p{Cc}]/u.test(name);
  if (isName) return name;
  throw serviceError('argument', `The team name '${name}' is not valid.`);
}

async function teamOf(
  services: Services,
  { project: name, teamId }: { readonly project: string; readonly teamId: string },
): Promise<{ readonly project: Project; readonly team: Team }> {
  const project = await projectOf(services, { project: name });
  const team = await services.teams.find(project, teamId);
  if (team === undefined) throw teamMissing(teamId);
  return { project, team };
}

function teamMissing(id: string) {
  return serviceError(
    'teamMissing',
    `The team with id '${id}' does not exist, or you do not have permission to access it.`,
  );
}

function paged<Item>(
  all: readonly Item[],
  { $skip = 0, $top }: { readonly $skip?: number; readonly $top?: number },
): readonly Item[] {
  return all.slice($skip, $top === undefined ? undefined : $skip + $top);
}
