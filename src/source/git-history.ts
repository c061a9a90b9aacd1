import { askGit } from './git-command.ts';

/** How many messages are read of one push. */
const mostMessages = 100;

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

/** The first line of a commit's message and its author's name; `undefined` when git can't read it. */
export async function readCommit(
  repository: string,
  version: string,
): Promise<{ readonly message: string; readonly author: string } | undefined> {
  const asked = ['log', '--max-count=1', '--format=%an%n%B', '--end-of-options', version, '--'];
  const [author, message] = (await askGit(repository, asked))?.toString().split('\n') ?? [];
  return author === undefined || message === undefined ? undefined : { message, author };
}

/** The paths and messages that came between two commits; everything of `to` when `from` is not there. */
export async function readChange(
  repository: string,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<{ readonly paths: readonly string[]; readonly messages: readonly string[] } | undefined> {
  const range = from === undefined ? to : `${from}..${to}`;
  const [log, paths] = await Promise.all([
    askGit(repository, ['log', '-z', `--max-count=${mostMessages}`, '--format=%B', '--end-of-options', range, '--']),
    changedPaths(repository, from, to),
  ]);
  if (log === undefined || paths === undefined) return undefined;
  return { paths: texts(paths), messages: texts(log).map(message => message.trim()) };
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
