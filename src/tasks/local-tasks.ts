import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeCrypto } from '../base/node-crypto.ts';
import { withFolder } from './archive.ts';
import { contributionOf, findPackages } from './find-packages.ts';
import { readPackage, type TaskPackage } from './package.ts';
import { TaskPackageError } from './package-error.ts';
import { compareVersions, printVersion } from './version.ts';

/** A package that is installed. `contribution` is the extension it came with, `''` where it came alone. */
export type InstalledTask = TaskPackage & { readonly contribution: string };

/** What stands beside an installed package's folder once it is complete. */
type Marker = { readonly contribution: string };

const markerEnding = '.completed';

/**
 * Packages that are installed on this machine: `<root>/<id>/<version>/`, with a file `<version>.completed` beside each that is whole. Safe for several
 * processes at once: a package appears and goes as a whole.
 */
export class LocalTasks {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Installs the packages in a folder or a zip, an extension's `.vsix` included; one of the same id and version is replaced. Throws a
   * `TaskPackageError` where there is none.
   */
  async add(path: string): Promise<readonly InstalledTask[]> {
    return withFolder(path, folder => this.#addFolder(folder));
  }

  /** What is installed, by name, the newest version of each first. */
  async list(): Promise<readonly InstalledTask[]> {
    const ids = await entriesOf(this.#root);
    const found = await Promise.all(ids.map(id => this.#versions(id)));
    return found.flat().sort(byNameAndVersion);
  }

  /** Removes a package; one that is not there is no error. */
  async remove({ definition: { id, version } }: TaskPackage): Promise<void> {
    const folder = join(this.#root, id, printVersion(version));
    await rm(`${folder}${markerEnding}`, { force: true });
    await rm(folder, { recursive: true, force: true });
  }

  async #versions(id: string): Promise<readonly InstalledTask[]> {
    const folder = join(this.#root, id);
    const markers = (await entriesOf(folder)).filter(name => name.endsWith(markerEnding));
    return Promise.all(markers.map(marker => readInstalled(folder, marker)));
  }

  async #addFolder(folder: string): Promise<readonly InstalledTask[]> {
    const contribution = await contributionOf(folder);
    const packages = await findPackages(folder);
    for (const { definition } of packages) {
      if (definition.main === undefined && definition.prejob === undefined && definition.postjob === undefined) {
        throw new TaskPackageError(`The task '${definition.name}' has nothing to execute.`);
      }
    }
    return Promise.all(packages.map(each => this.#keep(each, contribution || each.definition.contribution)));
  }

  async #keep(from: TaskPackage, contribution: string): Promise<InstalledTask> {
    const { id, version } = from.definition;
    const parent = join(this.#root, id);
    const folder = join(parent, printVersion(version));
    const draft = join(parent, `.${nodeCrypto().randomUUID()}`);
    await mkdir(parent, { recursive: true });
    try {
      await cp(from.folder, draft, { recursive: true, dereference: true });
      await this.remove(from);
      await rename(draft, folder);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    const marker: Marker = { contribution };
    await writeFile(`${folder}${markerEnding}`, `${JSON.stringify(marker)}\n`);
    return { folder, definition: from.definition, contribution };
  }
}

function byNameAndVersion({ definition: a }: TaskPackage, { definition: b }: TaskPackage): number {
  return a.name.localeCompare(b.name) || compareVersions(b.version, a.version);
}

async function readInstalled(parent: string, marker: string): Promise<InstalledTask> {
  const { contribution }: Marker = JSON.parse(await readFile(join(parent, marker), 'utf8'));
  return { ...(await readPackage(join(parent, marker.slice(0, -markerEnding.length)))), contribution };
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries.filter(name => !name.startsWith('.')).sort();
}
