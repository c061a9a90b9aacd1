import type { Clock, Instant } from '../../base/clock.ts';
import type { Identity } from '../../run/events.ts';
import type { PipelineRemover } from '../../run/pipeline-remover.ts';
import type { Catalogue, Pipeline, Project } from '../../run/ports/catalogue.ts';
import type { Document, DocumentStore } from '../../run/ports/document-store.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';
import { pipelineRetained } from './definition-lookups.ts';

/** A folder of definitions. `path` is `\` for the root, `\team\sub` otherwise. */
export type Folder = {
  readonly path: string;
  readonly description: string | undefined;
  readonly createdAt: Instant;
  readonly by: Identity;
};

const kind = 'pipelineFolder';
const mostFolders = 10_000;
const nobody: Identity = { id: '00000000-0000-0000-0000-000000000000', displayName: 'Unknown', uniqueName: '' };

/**
 * A project's folders: those that were made, those that pipelines are in, and all above them. A folder that holds a pipeline is there
 * without having been made.
 */
export class Folders {
  readonly #organization: string;
  readonly #documents: DocumentStore;
  readonly #catalogue: Catalogue;
  readonly #clock: Clock;
  readonly #remover: PipelineRemover;
  readonly #project: Project;

  constructor({ organization, documents, catalogue, clock, pipelineRemover }: Services, project: Project) {
    this.#organization = organization;
    this.#documents = documents;
    this.#catalogue = catalogue;
    this.#clock = clock;
    this.#remover = pipelineRemover;
    this.#project = project;
  }

  /** A folder and all below it, by path; the root is always there. */
  async list(below: string): Promise<readonly Folder[]> {
    const made = await this.#made();
    const paths = [...made.map(({ path }) => path), ...(await this.#pipelines()).map(({ folder }) => folder)];
    const known = new Map(made.map(folder => [folder.path.toLowerCase(), folder]));
    const all = new Map<string, Folder>();
    for (const path of paths.flatMap(withParents)) {
      const key = path.toLowerCase();
      if (isWithin(path, below) && !all.has(key)) all.set(key, known.get(key) ?? this.#unmade(path));
    }
    if (below === '\\' && !all.has('\\')) all.set('\\', this.#unmade('\\'));
    return [...all.values()].sort((a, b) => (a.path.toLowerCase() < b.path.toLowerCase() ? -1 : 1));
  }

  /** Makes a folder, or throws where it is there already. */
  async add({ path, description, by }: Omit<Folder, 'createdAt'>): Promise<Folder> {
    const folder = { path, description, by, createdAt: this.#clock.now() };
    if (!(await this.#write(path, 0, folder))) throw serviceError('folderTaken', `The folder ${path} already exists.`);
    return folder;
  }

  /** Describes or moves a folder, with the pipelines in it. */
  async change(path: string, to: { readonly path: string; readonly description: string | undefined }): Promise<Folder> {
    const former = await this.#one(path);
    const folder = { ...former, path: to.path, description: to.description ?? former.description };
    if (to.path.toLowerCase() === path.toLowerCase()) await this.#replace(path, folder);
    else await this.#move(path, folder);
    return folder;
  }

  /** Removes a folder, the folders below it and the pipelines in them with their runs, as the service does; nothing where one of them is retained. */
  async remove(path: string, by: Identity): Promise<void> {
    await this.#one(path);
    const within = (await this.#pipelines()).filter(({ folder }) => isWithin(folder, path));
    if (!(await this.#remover.remove(within, by))) throw pipelineRetained();
    for (const { path: found } of await this.#made()) if (isWithin(found, path)) await this.#replace(found, undefined);
  }

  async #one(path: string): Promise<Folder> {
    const found = (await this.list(path)).find(folder => folder.path.toLowerCase() === path.toLowerCase());
    if (found === undefined || path === '\\')
      throw serviceError('folderMissing', `The folder ${path} could not be found.`);
    return found;
  }

  async #move(path: string, to: Folder): Promise<void> {
    const movedPath = (old: string): string => `${to.path}${old.slice(path.length)}`;
    for (const pipeline of await this.#pipelines()) {
      if (!isWithin(pipeline.folder, path)) continue;
      const moved = { ...pipeline, folder: movedPath(pipeline.folder), revision: pipeline.revision + 1 };
      await this.#catalogue.changePipeline(this.#organization, moved);
    }
    for (const folder of await this.#made()) {
      if (!isWithin(folder.path, path)) continue;
      await this.#replace(folder.path, undefined);
      await this.#write(movedPath(folder.path), 0, { ...folder, path: movedPath(folder.path) });
    }
    await this.#replace(to.path, to);
  }

  async #made(): Promise<readonly Folder[]> {
    const query = { organization: this.#organization, kind, scope: this.#project.id, top: mostFolders };
    return (await this.#documents.list(query)).map(folderIn);
  }

  #pipelines(): Promise<readonly Pipeline[]> {
    return this.#catalogue.pipelines(this.#organization, this.#project.id);
  }

  #unmade(path: string): Folder {
    return { path, description: undefined, createdAt: this.#project.createdAt, by: nobody };
  }

  /** Puts a folder in the place of what is there; `undefined` leaves nothing. */
  async #replace(path: string, folder: Folder | undefined): Promise<void> {
    const id = path.toLowerCase();
    const found = await this.#documents.get(this.#organization, { kind, scope: this.#project.id, id });
    if (found !== undefined || folder !== undefined) await this.#write(path, found?.revision ?? 0, folder);
  }

  #write(path: string, expected: number, folder: Folder | undefined): Promise<boolean> {
    const content = folder === undefined ? undefined : { position: 0, value: folder };
    const change = { kind, scope: this.#project.id, id: path.toLowerCase(), expected, content };
    return this.#documents.write(this.#organization, [change]);
  }
}

function folderIn(document: Document): Folder {
  return document.value as Folder;
}

/** A path and those of the folders that it is in: `\a\b` is in `\a` and in `\`. */
function withParents(path: string): string[] {
  const segments = path.split('\\').filter(segment => segment !== '');
  return ['\\', ...segments.map((_, index) => `\\${segments.slice(0, index + 1).join('\\')}`)];
}

function isWithin(path: string, folder: string): boolean {
  const [inner, outer] = [path.toLowerCase(), folder.toLowerCase()];
  return outer === '\\' || inner === outer || inner.startsWith(`${outer}\\`);
}
