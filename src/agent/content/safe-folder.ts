import { lstat, mkdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nodeCrypto } from '../../base/node-crypto.ts';
import { ContentError } from '../../wire/content.ts';
import { isTreePath } from '../../wire/manifest.ts';
import { isBelow } from './walk-tree.ts';

/**
 * A folder that files of others are written into. No path leads out of it, not through symbolic links that stand in it either. A file
 * appears under its name when it is whole: whoever is killed meanwhile leaves no half of one.
 */
export class SafeFolder {
  readonly root: string;
  /** Folders that are known to be there, and to be below the root. */
  readonly #folders = new Map<string, Promise<string>>();

  private constructor(root: string) {
    this.root = root;
  }

  /** Makes the folder if it is not there. */
  static async open(root: string): Promise<SafeFolder> {
    await mkdir(root, { recursive: true });
    return new SafeFolder(await realpath(root));
  }

  /** Where a file may be written, beside the place that it is to have. */
  async draftOf(path: string): Promise<{ readonly draft: string; readonly final: string }> {
    const folder = await this.#folderOf(path);
    const name = basename(path);
    return { draft: join(folder, `.${nodeCrypto().randomUUID()}.part`), final: join(folder, name) };
  }

  /** Makes a link of what stands at a path, whatever it leads to. */
  async link(path: string, target: string): Promise<void> {
    const { draft, final } = await this.draftOf(path);
    await symlink(target, draft);
    await replace(draft, final);
  }

  async makeFolder(path: string): Promise<void> {
    await this.#folderOf(`${path}/x`);
  }

  async #folderOf(path: string): Promise<string> {
    if (!isTreePath(path)) throw new ContentError(`A path that could leave its folder is refused: '${path}'.`);
    return this.#folder(dirname(path));
  }

  #folder(path: string): Promise<string> {
    if (path === '.') return Promise.resolve(this.root);
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const made = this.#make(path);
    this.#folders.set(path, made);
    return made;
  }

  async #make(path: string): Promise<string> {
    const folder = join(await this.#folder(dirname(path)), basename(path));
    await mkdir(folder).catch(ignoreExisting);
    const stats = await lstat(folder);
    if (stats.isDirectory()) return folder;
    const target = stats.isSymbolicLink() ? await realpath(folder) : undefined;
    if (target === undefined) throw new ContentError(`'${folder}' is no folder.`);
    if (!isBelow(this.root, target)) throw new ContentError(`'${folder}' leads out of '${this.root}'.`);
    return target;
  }
}

/** Puts what is whole in its place. A folder is not replaced. */
export async function replace(draft: string, final: string): Promise<void> {
  try {
    await rename(draft, final);
  } catch (failure) {
    await rm(draft, { force: true });
    throw failure;
  }
}

function ignoreExisting(failure: unknown): void {
  if (!(failure instanceof Error && 'code' in failure && failure.code === 'EEXIST')) throw failure;
}
