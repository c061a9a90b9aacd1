import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { CommandError } from '../errors.ts';

/** The names that a pipeline's file has by default, the usual one first. */
const defaultNames = ['azure-pipelines.yml', 'azure-pipelines.yaml', '.azure-pipelines.yml'] as const;

type Asked = { readonly cwd: string; readonly file: string | undefined; readonly root: string | undefined };

/**
 * Finds a pipeline's file and the root of its repository: `--root`, else the git top level of the file, else its folder. Without a file the
 * default names are tried in the current folder and at the git top level, or in `--root` alone. `path` is from the root, with a leading `/`.
 */
export function locatePipeline({ cwd, file, root }: Asked): { readonly root: string; readonly path: string } {
  const givenRoot = root === undefined ? undefined : existingFolder(resolve(cwd, root), root);
  const found = file === undefined ? defaultFile(cwd, givenRoot) : givenFile(file, cwd, givenRoot);
  const folder = realpathSync(dirname(found));
  const top = givenRoot ?? gitTopLevel(folder) ?? folder;
  const below = relative(top, join(folder, basename(found)));
  if (below === '..' || below.startsWith(`..${sep}`) || resolve(below) === below) {
    throw new CommandError(`The file '${file ?? found}' is not below the root '${root ?? top}'.`);
  }
  return { root: top, path: `/${below.replaceAll(sep, '/')}` };
}

function existingFolder(path: string, asTyped: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return realpathSync(path);
  throw new CommandError(`--root: there is no folder '${asTyped}'.`);
}

// Findings print paths from the root: such a path can be typed as well.
function givenFile(file: string, cwd: string, root: string | undefined): string {
  const candidates = [resolve(cwd, file), ...(root === undefined ? [] : [join(root, file)])];
  const found = candidates.find(isFile);
  if (found !== undefined) return found;
  const isFolder = candidates.some(path => existsSync(path));
  throw new CommandError(isFolder ? `'${file}' is not a file.` : `There is no file '${file}'.`);
}

function defaultFile(cwd: string, root: string | undefined): string {
  const top = root ?? gitTopLevel(cwd);
  const folders = root === undefined ? [cwd, ...(top === undefined ? [] : [top])] : [root];
  const found = folders.flatMap(folder => defaultNames.map(name => join(folder, name))).find(isFile);
  if (found !== undefined) return found;
  const where = root === undefined ? 'here or at the top of the repository' : `in '${root}'`;
  throw new CommandError(`There is no ${defaultNames.join(', no ')} ${where}. Say which FILE it is.`);
}

/** The nearest folder upwards that holds `.git`, a folder or, in a worktree, a file. */
function gitTopLevel(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
