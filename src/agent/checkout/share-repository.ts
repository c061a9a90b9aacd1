import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TaskRun } from '../tasks/task.ts';
import { Git } from './git.ts';

/** The folders in which a repository keeps itself: a worktree has its own `HEAD` and index, and shares the rest. */
type GitFolders = { readonly own: string; readonly common: string };

/**
 * Gives `target` a repository that borrows the objects of the one at `source`: `HEAD` detached at the same commit, branches as
 * `origin`'s, the same tags and the same index. The files are written here rather than by `git clone`, which takes longer than all else that
 * a small job does; only a repository in a format of its own is left to git. Without a commit nothing is made. Of the original nothing changes but
 * the time of an object file, which git sets when it would write the same object once more.
 */
export async function shareRepository(run: TaskRun, source: string, target: string): Promise<void> {
  const from = gitFolders(source);
  const refs = readRefs(from.common);
  const head = readHead(from.own, refs);
  if (isSpecial(from.common)) await cloneRepository(run, source, target);
  else if (head !== undefined) writeRepository({ source, target: join(target, '.git'), from, refs, head });
  else return;
  copyIndex(from.own, join(target, '.git'));
}

type NewRepository = {
  readonly source: string;
  readonly target: string;
  readonly from: GitFolders;
  readonly refs: ReadonlyMap<string, string>;
  readonly head: string;
};

function writeRepository({ source, target, from, refs, head }: NewRepository): void {
  mkdirSync(join(target, 'objects', 'info'), { recursive: true });
  mkdirSync(join(target, 'refs'));
  writeFileSync(join(target, 'objects', 'info', 'alternates'), `${join(from.common, 'objects')}\n`);
  writeFileSync(join(target, 'HEAD'), `${head}\n`);
  writeFileSync(join(target, 'packed-refs'), packedRefs(refs));
  writeFileSync(join(target, 'config'), configText(source));
  if (existsSync(join(from.common, 'shallow'))) copyFileSync(join(from.common, 'shallow'), join(target, 'shallow'));
}

/** A repository with extensions keeps its refs or objects in another format. */
async function cloneRepository(run: TaskRun, source: string, target: string): Promise<void> {
  const git = new Git(run, target);
  await git.must(['clone', '--shared', '--no-checkout', source, '.']);
  await git.must(['update-ref', '--no-deref', 'HEAD', 'HEAD']);
}

function isSpecial(common: string): boolean {
  return /^\s*\[extensions/im.test(readText(join(common, 'config')) ?? '');
}

/** The index says what is staged. A split one is two files. */
function copyIndex(own: string, target: string): void {
  for (const name of readdirSync(own)) {
    if (name === 'index' || name.startsWith('sharedindex.')) copyFileSync(join(own, name), join(target, name));
  }
}

function gitFolders(source: string): GitFolders {
  const dotGit = join(source, '.git');
  const pointer = lstatSync(dotGit).isFile() ? /^gitdir: (.*)/.exec(readText(dotGit) ?? '')?.[1]?.trim() : undefined;
  const own = pointer === undefined ? dotGit : resolve(source, pointer);
  const common = readText(join(own, 'commondir'))?.trim();
  return { own, common: common === undefined ? own : resolve(own, common) };
}

/** The commit that is checked out, or `undefined` when there is none yet. */
function readHead(own: string, refs: ReadonlyMap<string, string>): string | undefined {
  const text = readText(join(own, 'HEAD'))?.trim() ?? '';
  const name = /^ref: (.*)/.exec(text)?.[1];
  return name === undefined ? text || undefined : refs.get(name);
}

/** Branches and tags; a ref in a file of its own is newer than a packed one. */
function readRefs(common: string): ReadonlyMap<string, string> {
  const refs = new Map<string, string>();
  for (const line of (readText(join(common, 'packed-refs')) ?? '').split('\n')) {
    const [, commit, name] = /^([0-9a-f]{40,64}) (refs\/(?:heads|tags)\/.+)$/.exec(line) ?? [];
    if (commit !== undefined && name !== undefined) refs.set(name, commit);
  }
  for (const folder of ['refs/heads', 'refs/tags']) readLooseRefs(common, folder, refs);
  return refs;
}

function readLooseRefs(common: string, folder: string, refs: Map<string, string>): void {
  if (!existsSync(join(common, folder))) return;
  for (const entry of readdirSync(join(common, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) readLooseRefs(common, name, refs);
    const commit = entry.isFile() ? readText(join(common, name))?.trim() : undefined;
    if (commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit)) refs.set(name, commit);
  }
}

function packedRefs(refs: ReadonlyMap<string, string>): string {
  return [...refs]
    .map(([name, commit]) => `${commit} ${name.replace(/^refs\/heads\//, 'refs/remotes/origin/')}\n`)
    .join('');
}

function configText(source: string): string {
  const url = source.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = false
\tlogallrefupdates = true
[gc]
\tauto = 0
[remote "origin"]
\turl = "${url}"
\tfetch = +refs/heads/*:refs/remotes/origin/*
`;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
