import { Type } from 'typebox';
import type { RunRow } from '../../run/ports/run-store.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { buildOf, projectOf } from '../http/lookups.ts';
import { buildParams, projectParams, projectPath } from '../http/paths.ts';
import { type BuildQuery, searchBuilds } from '../resources/build-search.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/build/builds/:buildId/tags`;
const params = Type.Object(buildParams);
const tagParams = Type.Object({ ...buildParams, tag: Type.String() });
const Tags = Collection(Type.String());
/** One tag or several, as clients send them. */
const GivenTags = Type.Union([Type.Array(Type.String()), Type.String()]);

/** The tags of runs. Every change answers all tags of the run. */
export function buildTagRoutes(api: Api, services: Services): void {
  listTags(api, services);
  addTags(api, services);
  changeTags(api, services);
  oneTag(api, services);
  projectTags(api, services);
  deleteProjectTag(api, services);
}

function listTags(api: Api, services: Services): void {
  api.get(
    path,
    { config: { operation: 'buildTags.list' }, schema: { params, response: { 200: Tags } } },
    async request => tagsOf(await buildOf(services, request.params)),
  );
}

function addTags(api: Api, services: Services): void {
  api.post(
    path,
    { config: { operation: 'buildTags.add' }, schema: { params, body: GivenTags, response: { 200: Tags } } },
    async request => {
      const row = await buildOf(services, request.params);
      return change(services, row, { addTags: [request.body].flat() });
    },
  );
}

function changeTags(api: Api, services: Services): void {
  const texts = Type.Optional(Type.Array(Type.String()));
  api.patch(
    path,
    {
      config: { operation: 'buildTags.update' },
      schema: { params, body: Type.Object({ tagsToAdd: texts, tagsToRemove: texts }), response: { 200: Tags } },
    },
    async request => {
      const row = await buildOf(services, request.params);
      const { tagsToAdd = [], tagsToRemove = [] } = request.body;
      return change(services, row, { addTags: tagsToAdd, removeTags: tagsToRemove });
    },
  );
}

function oneTag(api: Api, services: Services): void {
  const schema = { params: tagParams, response: { 200: Tags } };
  api.put(`${path}/:tag`, { config: { operation: 'buildTags.put' }, schema }, async request =>
    change(services, await buildOf(services, request.params), { addTags: [request.params.tag] }),
  );
  api.delete(`${path}/:tag`, { config: { operation: 'buildTags.delete' }, schema }, async request =>
    change(services, await buildOf(services, request.params), { removeTags: [request.params.tag] }),
  );
}

/** The tags of all runs of a project. */
function projectTags(api: Api, services: Services): void {
  api.get(
    `${projectPath}/build/tags`,
    {
      config: { operation: 'projectTags.list' },
      schema: { params: Type.Object(projectParams), response: { 200: Tags } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      return tagsOfAll(services, project.id);
    },
  );
}

/** Takes a tag from every run of a project that has it, and answers the tags that are left. */
function deleteProjectTag(api: Api, services: Services): void {
  api.delete(
    `${projectPath}/build/tags/:tag`,
    {
      config: { operation: 'projectTags.delete' },
      schema: { params: Type.Object({ ...projectParams, tag: Type.String() }), response: { 200: Tags } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { tag } = request.params;
      for await (const row of everyBuild(services, project.id, { tagFilters: tag }))
        await services.orchestrator.annotate(row.key, { removeTags: [tag] });
      return tagsOfAll(services, project.id);
    },
  );
}

/** Every run that a query names; a page of them is in memory. */
async function* everyBuild(
  services: Services,
  projectId: RunRow['projectId'],
  query: BuildQuery,
): AsyncIterable<RunRow> {
  for (let next: string | undefined; ; ) {
    const { rows, continuationToken } = await searchBuilds(services, projectId, {
      ...query,
      ...(next === undefined ? {} : { continuationToken: next }),
    });
    yield* rows;
    if (continuationToken === undefined) return;
    next = continuationToken;
  }
}

async function tagsOfAll(services: Services, projectId: RunRow['projectId']) {
  const tags = new Set<string>();
  for await (const { notes } of everyBuild(services, projectId, {})) for (const tag of notes.tags) tags.add(tag);
  return { count: tags.size, value: [...tags].sort() };
}

async function change(
  { orchestrator }: Services,
  row: RunRow,
  tags: { readonly addTags?: readonly string[]; readonly removeTags?: readonly string[] },
) {
  return tagsOf((await orchestrator.annotate(row.key, tags)) ?? row);
}

function tagsOf({ notes: { tags } }: RunRow) {
  return { count: tags.length, value: [...tags] };
}
