import { matchesName } from '../../base/name-pattern.ts';
import type { Pipeline } from '../../run/ports/catalogue.ts';
import type { definitionQueryOrder } from '../../wire/definitions.ts';

/** What a list of definitions is asked for. */
export type DefinitionListQuery = {
  /** Whole names in any case, `*` for any text. */
  readonly name?: string;
  readonly path?: string;
  readonly repositoryId?: string;
  readonly definitionIds?: string;
  readonly yamlFilename?: string;
  readonly repositoryType?: string;
  readonly processType?: number;
  readonly queryOrder?: keyof typeof definitionQueryOrder;
};

/** The pipelines that a query names, in its order: by name unless it says otherwise, as they were made for the orders by time. */
export function listedDefinitions(all: readonly Pipeline[], query: DefinitionListQuery): readonly Pipeline[] {
  const found = all.filter(pipeline => tests(query).every(test => test(pipeline)));
  switch (query.queryOrder) {
    case 'definitionNameDescending':
      return found.toReversed();
    case 'lastModifiedAscending':
      return found.toSorted((a, b) => a.id - b.id);
    case 'lastModifiedDescending':
      return found.toSorted((a, b) => b.id - a.id);
    default:
      return found;
  }
}

type Test = (pipeline: Pipeline) => boolean;

function tests(query: DefinitionListQuery): Test[] {
  const { name, path, repositoryId, repositoryType, definitionIds, yamlFilename, processType } = query;
  const wanted: Test[] = [];
  if (name) wanted.push(pipeline => matchesName(name, pipeline.name));
  if (path) wanted.push(pipeline => sameFolder(pipeline.folder, path));
  if (repositoryId) wanted.push(pipeline => pipeline.repositoryId.toLowerCase() === repositoryId.toLowerCase());
  if (definitionIds) {
    const ids = new Set(definitionIds.split(',').map(Number));
    wanted.push(pipeline => ids.has(pipeline.id));
  }
  if (yamlFilename) wanted.push(pipeline => pipeline.yamlPath === yamlFilename.replace(/^\/+/, ''));
  if (repositoryType && repositoryType.toLowerCase() !== 'tfsgit') wanted.push(() => false);
  // 2 is YAML, which every pipeline here is.
  if (processType !== undefined && processType !== 2) wanted.push(() => false);
  return wanted;
}

function sameFolder(folder: string, asked: string): boolean {
  const form = (text: string): string =>
    text
      .replaceAll('/', '\\')
      .replace(/^\\+|\\+$/g, '')
      .toLowerCase();
  return form(folder) === form(asked);
}
