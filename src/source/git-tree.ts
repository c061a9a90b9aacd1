import { keptTreeBytes, readAheadBytes } from '../base/limits.ts';
import { askGit, pipeGit } from './git-command.ts';

/** The YAML files of a commit by path, with a leading slash. */
export type GitTree = ReadonlyMap<string, string>;

type Kept = { readonly tree: GitTree; readonly sizeBytes: number };

/** Commits never change, so what was read of one is good for ever; the longest unused goes first. */
const kept = new Map<string, Kept>();

/** Reads every YAML file of a commit with two calls of git, or none when they are still at hand. Large repositories are read up to a limit. */
export async function readGitTree(repository: string, commit: string): Promise<GitTree> {
  const name = `${repository}\0${commit}`;
  const known = kept.get(name);
  const found = known ?? (await readTree(repository, commit));
  kept.delete(name);
  kept.set(name, found);
  forgetOldest();
  return found.tree;
}

async function readTree(repository: string, commit: string): Promise<Kept> {
  const listing = await askGit(repository, ['ls-tree', '-r', '-z', '--long', commit]);
  const wanted = yamlBlobs(listing?.toString() ?? '');
  const answer = await pipeGit(repository, ['cat-file', '--batch'], wanted.map(blob => `${blob.id}\n`).join(''));
  const tree = new Map<string, string>();
  let at = 0;
  for (const blob of wanted) {
    if (answer === undefined) break;
    // Each answer is a line `<id> blob <size>`, the bytes, and a line end.
    const start = answer.indexOf(10, at) + 1;
    tree.set(`/${blob.path}`, answer.toString('utf8', start, start + blob.sizeBytes));
    at = start + blob.sizeBytes + 1;
  }
  return { tree, sizeBytes: answer?.length ?? 0 };
}

type Blob = { readonly id: string; readonly path: string; readonly sizeBytes: number };

function yamlBlobs(listing: string): Blob[] {
  const blobs: Blob[] = [];
  let total = 0;
  for (const entry of listing.split('\0')) {
    const tab = entry.indexOf('\t');
    const path = entry.slice(tab + 1);
    const [, type, id = '', size = ''] = entry.slice(0, Math.max(tab, 0)).split(/ +/);
    const sizeBytes = Number(size);
    if (type !== 'blob' || !/\.ya?ml$/i.test(path)) continue;
    total += sizeBytes;
    if (total > readAheadBytes) break;
    blobs.push({ id, path, sizeBytes });
  }
  return blobs;
}

function forgetOldest(): void {
  let total = 0;
  for (const { sizeBytes } of kept.values()) total += sizeBytes;
  for (const [name, { sizeBytes }] of kept) {
    if (total <= keptTreeBytes) return;
    kept.delete(name);
    total -= sizeBytes;
  }
}
