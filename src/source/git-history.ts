import { askGit } from './git-command.ts';
import type { CommitWords } from './git-commit.ts';

/** What somebody's settings may have git say of signatures is no part of a commit. */
const log = ['log', '--no-show-signature'];

/** How many messages are read of one push. */
const mostMessages = 100;

/** How many commits are remembered, and what a commit is called when it is not called by a name that moves. */
const mostKnownCommits = 500;
const commitShape = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The commits that the branches and tags of a repository stand for, by full name; `undefined` when git can't read it. */
export async function readRefs(repository: string): Promise<Readonly<Record<string, string>> | undefined> {
  const format = '%(objectname) %(*objectname) %(refname)';
  const answer = await askGit(repository, ['for-each-ref', `--format=${format}`, 'refs/heads', 'refs/tags']);
  if (answer === undefined) return undefined;
  const lines = answer.toString().split('\n');
  return Object.fromEntries(
    lines.flatMap(line => {
      // An annotated tag stands for the commit that it points at.
      const [, object, peeled, name] = /^([0-9a-f]+) ([0-9a-f]*) (.+)$/.exec(line) ?? [];
      return name === undefined || object === undefined ? [] : [[name, peeled || object]];
    }),
  );
}

/** Commits never change: what was read of one is good for ever, and the oldest goes first. */
const knownCommits = new Map<string, CommitWords>();

/** The first line of a commit's message and its author's name; `undefined` when git can't read it. */
export async function readCommit(repository: string, version: string): Promise<CommitWords | undefined> {
  const name = `${repository}\0${version}`;
  const known = knownCommits.get(name);
  if (known !== undefined) return known;
  const asked = [...log, '--max-count=1', '--format=%an%n%B', '--end-of-options', version, '--'];
  const [author, message] = (await askGit(repository, asked))?.toString().split('\n') ?? [];
  if (author === undefined || message === undefined) return undefined;
  const words = { message, author };
  if (commitShape.test(version)) keep(name, words);
  return words;
}

function keep(name: string, words: CommitWords): void {
  const [oldest] = knownCommits.keys();
  if (knownCommits.size >= mostKnownCommits && oldest !== undefined) knownCommits.delete(oldest);
  knownCommits.set(name, words);
}

/** The paths and messages that came between two commits; everything of `to` when `from` is not there. */
export async function readChange(
  repository: string,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<{ readonly paths: readonly string[]; readonly messages: readonly string[] } | undefined> {
  const range = from === undefined ? to : `${from}..${to}`;
  const [said, paths] = await Promise.all([
    askGit(repository, [...log, '-z', `--max-count=${mostMessages}`, '--format=%B', '--end-of-options', range, '--']),
    changedPaths(repository, from, to),
  ]);
  if (said === undefined || paths === undefined) return undefined;
  return { paths: texts(paths), messages: texts(said).map(message => message.trim()) };
}

async function changedPaths(repository: string, from: string | undefined, to: string): Promise<Buffer | undefined> {
  if (from === undefined) return askGit(repository, ['ls-tree', '-r', '-z', '--name-only', '--end-of-options', to]);
  return askGit(repository, ['diff', '-z', '--name-only', '--no-renames', '--end-of-options', from, to, '--']);
}

function texts(bytes: Buffer): string[] {
  return bytes
    .toString()
    .split('\0')
    .filter(text => text !== '');
}
