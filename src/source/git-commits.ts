import { askGit } from './git-command.ts';

/** Somebody's hand in a commit; `at` is ISO 8601 with the zone in which it was made. */
type Signature = { readonly name: string; readonly email: string; readonly at: string };

/** A commit as git knows it. */
export type CommitFacts = {
  readonly id: string;
  readonly treeId: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  /** The whole message, without line ends at its end. */
  readonly message: string;
};

/** Which commits are read, newest first. */
export type CommitQuery = {
  /** What the commits are reached from: a commit or a full ref. */
  readonly to: string;
  /** What is left out with all that it reaches. */
  readonly from?: string;
  /** Only commits that change this path, from the repository's root without a leading slash. */
  readonly path?: string;
  /** Only commits whose author's name or address has this text in it. */
  readonly author?: string;
  /** Only commits that were made then, as ISO 8601. */
  readonly after?: string;
  readonly before?: string;
  readonly skip?: number;
  readonly top: number;
};

const fields = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'];

/** The commits that a query names; `undefined` when git knows no such commit, or there is no repository. */
export async function readCommits(repository: string, query: CommitQuery): Promise<readonly CommitFacts[] | undefined> {
  const { to, from, path, author, after, before, skip = 0, top } = query;
  const answer = await askGit(repository, [
    'log',
    '--no-show-signature',
    '-z',
    `--format=tformat:${fields.join('%x00')}`,
    `--max-count=${top}`,
    `--skip=${skip}`,
    ...(author === undefined ? [] : ['--fixed-strings', '--regexp-ignore-case', `--author=${author}`]),
    ...(after === undefined ? [] : [`--since=${after}`]),
    ...(before === undefined ? [] : [`--until=${before}`]),
    '--end-of-options',
    from === undefined ? to : `${from}..${to}`,
    '--',
    ...(path === undefined ? [] : [`:(literal)${path}`]),
  ]);
  return answer === undefined ? undefined : commitsIn(answer.toString());
}

/** How many commits `branch` has that `base` has not, and the other way; `undefined` when git does not know one of them. */
export async function compareCommits(
  repository: string,
  { base, branch }: { readonly base: string; readonly branch: string },
): Promise<{ readonly ahead: number; readonly behind: number } | undefined> {
  const range = `${base}...${branch}`;
  const answer = await askGit(repository, ['rev-list', '--left-right', '--count', '--end-of-options', range, '--']);
  const [, behind, ahead] = /^(\d+)\s+(\d+)/.exec(answer?.toString() ?? '') ?? [];
  return ahead === undefined ? undefined : { ahead: Number(ahead), behind: Number(behind) };
}

// Each commit is its fields, every one ended by a NUL, which no field can hold.
function commitsIn(log: string): readonly CommitFacts[] {
  const texts = log.split('\0');
  const commits: CommitFacts[] = [];
  for (let at = 0; at + fields.length < texts.length; at += fields.length) {
    const [id, treeId, parents, ...rest] = texts.slice(at, at + fields.length) as string[];
    const [name = '', email = '', when = '', byName = '', byEmail = '', byWhen = '', message = ''] = rest;
    commits.push({
      id: id ?? '',
      treeId: treeId ?? '',
      parents: (parents ?? '').split(' ').filter(parent => parent !== ''),
      author: { name, email, at: when },
      committer: { name: byName, email: byEmail, at: byWhen },
      message: message.trimEnd(),
    });
  }
  return commits;
}
