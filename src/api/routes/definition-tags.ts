import { Type } from 'typebox';
import type { Pipeline } from '../../run/ports/catalogue.ts';
import { Collection, Id32, Int32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import type { Caller } from '../http/tokens.ts';
import { DefinitionHistory } from '../resources/definition-history.ts';
import { definitionOf, reviseSettings } from '../resources/definition-lookups.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/build/definitions/:definitionId/tags`;
const definitionParams = { ...projectParams, definitionId: Id32 };
const params = Type.Object(definitionParams);
const Tags = Collection(Type.String());
/** One tag or several, as clients send them. */
const GivenTags = Type.Union([Type.Array(Type.String()), Type.String()]);

type Named = { readonly params: { readonly project: string; readonly definitionId: number }; readonly caller: Caller };
type Change = { readonly add?: readonly string[]; readonly remove?: readonly string[] };

/** The tags of a pipeline. Every change is a new revision of it, and answers all tags. */
export function definitionTagRoutes(api: Api, services: Services): void {
  listTags(api, services);
  changeTags(api, services);
  oneTag(api, services);
}

function listTags(api: Api, services: Services): void {
  api.get(
    path,
    {
      config: { operation: 'definitionTags.list' },
      schema: { params, querystring: Type.Object({ revision: Type.Optional(Int32) }), response: { 200: Tags } },
    },
    async request => {
      const { pipeline } = await definitionOf(services, request.params);
      const { revision } = request.query;
      const asked = revision === undefined ? pipeline : await new DefinitionHistory(services).at(pipeline, revision);
      return tagsOf(asked ?? pipeline);
    },
  );
}

function changeTags(api: Api, services: Services): void {
  api.post(
    path,
    { config: { operation: 'definitionTags.add' }, schema: { params, body: GivenTags, response: { 200: Tags } } },
    async request => change(services, request, { add: [request.body].flat() }),
  );
  const texts = Type.Optional(Type.Array(Type.String()));
  const body = Type.Object({ tagsToAdd: texts, tagsToRemove: texts });
  api.patch(
    path,
    { config: { operation: 'definitionTags.update' }, schema: { params, body, response: { 200: Tags } } },
    async request => {
      const { tagsToAdd: add = [], tagsToRemove: remove = [] } = request.body;
      return change(services, request, { add, remove });
    },
  );
}

function oneTag(api: Api, services: Services): void {
  const schema = { params: Type.Object({ ...definitionParams, tag: Type.String() }), response: { 200: Tags } };
  api.put(`${path}/:tag`, { config: { operation: 'definitionTags.put' }, schema }, async request =>
    change(services, request, { add: [request.params.tag] }),
  );
  api.delete(`${path}/:tag`, { config: { operation: 'definitionTags.delete' }, schema }, async request =>
    change(services, request, { remove: [request.params.tag] }),
  );
}

async function change(services: Services, request: Named, { add = [], remove = [] }: Change) {
  const removed = new Set(remove.map(tag => tag.toLowerCase()));
  const pipeline = await reviseSettings(services, request, settings => {
    const before = settings.tags ?? [];
    const added = add.filter(tag => !before.some(other => other.toLowerCase() === tag.toLowerCase()));
    const tags = [...new Set([...before, ...added])].filter(tag => !removed.has(tag.toLowerCase()));
    return tags.join('\0') === before.join('\0') ? undefined : { ...settings, tags };
  });
  return tagsOf(pipeline);
}

function tagsOf({ settings }: Pipeline) {
  const value = [...(settings?.tags ?? [])];
  return { count: value.length, value };
}
