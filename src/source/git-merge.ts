import { askGit, pipeGit, runGit } from './git-command.ts';

/** What is to be merged; `at` in milliseconds, by default the time of the later commit. */
type Wanted = {
  readonly source: string;
  readonly target: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly at?: number;
  readonly squashes?: boolean;
};

type Outcome =
  | { readonly status: 'succeeded'; readonly commit: string }
  | { readonly status: 'conflicts' }
  | { readonly status: 'failure'; readonly message: string };

const unmergeable =
  'Git could not merge the two commits. It takes git 2.38 or later, and commits with a common history.';

/** Merges two commits into one that no ref points at, beside every working tree. */
export async function mergeCommits(repository: string, wanted: Wanted): Promise<Outcome> {
  const { code, stdout } = await runGit(repository, ['merge-tree', '--write-tree', wanted.target, wanted.source]);
  // A merge with conflicts has a tree too; what git does not know ends with the same exit code and has none.
  const [tree = ''] = stdout.toString().split('\n');
  if (code > 1 || !/^[0-9a-f]{40,64}$/.test(tree)) return { status: 'failure', message: unmergeable };
  if (code === 1) return { status: 'conflicts' };
  const at = wanted.at ?? (await latestOf(repository, wanted));
  const text = commitText(tree, { ...wanted, at });
  const made = await pipeGit(repository, ['hash-object', '-t', 'commit', '-w', '--stdin'], text);
  const commit = made?.toString().trim();
  if (commit !== undefined) return { status: 'succeeded', commit };
  return { status: 'failure', message: 'The merge could not be written into the repository.' };
}

/** Points a ref at a commit, or removes it; false when it does not stand at `from` or can't be written. */
export async function moveRef(
  repository: string,
  { name, to, from }: { readonly name: string; readonly to?: string; readonly from?: string },
): Promise<boolean> {
  const expected = from === undefined ? [] : [from];
  const args = to === undefined ? ['-d', name, ...expected] : [name, to, ...expected];
  return (await askGit(repository, ['update-ref', ...args])) !== undefined;
}

/** Whether a branch has a commit. */
export async function contains(
  repository: string,
  { branch, commit }: { readonly branch: string; readonly commit: string },
): Promise<boolean> {
  const asked = ['merge-base', '--is-ancestor', '--end-of-options', commit, branch];
  return (await runGit(repository, asked)).code === 0;
}

/** Whether a working tree of the repository, its own or a linked one, has the branch checked out. */
export async function isCheckedOut(repository: string, branch: string): Promise<boolean> {
  const answer = await askGit(repository, ['worktree', 'list', '--porcelain', '-z']);
  const trees = (answer?.toString() ?? '').split('\0\0').map(tree => tree.split('\0'));
  return trees.some(lines => lines.includes(`branch ${branch}`) && !lines.includes('bare'));
}

async function latestOf(repository: string, { source, target }: Wanted): Promise<number> {
  const answer = await askGit(repository, ['show', '--no-patch', '--format=%ct', source, target]);
  const seconds = (answer?.toString() ?? '').split('\n').map(Number).filter(Number.isSafeInteger);
  return Math.max(0, ...seconds) * 1000;
}

/** A commit as git keeps it. */
function commitText(
  tree: string,
  { source, target, message, author, at, squashes = false }: Wanted & { readonly at: number },
): string {
  const hand = `${bare(author.name) || 'Millrace'} <${bare(author.email)}> ${Math.floor(at / 1000)} +0000`;
  const parents = squashes ? [target] : [target, source];
  return [
    `tree ${tree}`,
    ...parents.map(parent => `parent ${parent}`),
    `author ${hand}`,
    `committer ${hand}`,
    '',
    message,
    '',
  ].join('\n');
}

/** Without what ends a name or an address in a commit. */
function bare(text: string): string {
  return text.replace(/[<>\p{Cc}]/gu, '').trim();
}
