import { randomUUID } from 'node:crypto';
import { type FileProblem, filesAt } from './commit-files.ts';
import { pipeGit } from './git-command.ts';
import { isObjectId } from './git-objects.ts';
import { type CommitDraft, ImportStream } from './import-stream.ts';

type Wanted = { readonly parent: string | undefined; readonly commits: readonly CommitDraft[] };

type Outcome =
  | { readonly ok: true; readonly commits: readonly string[] }
  | ({ readonly ok: false } & FileProblem)
  | { readonly ok: false; readonly problem: 'failure' };

/** Makes commits on top of each other in one go, beside every working tree; no ref points at them afterwards. */
export async function writeCommits(repository: string, { parent, commits }: Wanted): Promise<Outcome> {
  const files = await filesAt(
    repository,
    parent,
    commits.flatMap(({ changes }) => changes),
  );
  const stream = new ImportStream(`refs/millrace/${randomUUID()}`);
  for (const [index, commit] of commits.entries()) {
    stream.commit(commit, index === 0 ? parent : undefined);
    for (const change of commit.changes) {
      const refused = files.apply(change);
      if (refused !== undefined) return { ok: false, ...refused };
      stream.change(change, files.modeOf(change.path));
    }
    stream.end();
  }
  const answer = await pipeGit(repository, ['fast-import', '--quiet', '--done'], stream.bytes());
  const ids = answer?.toString().trim().split('\n') ?? [];
  return ids.length === commits.length && ids.every(isObjectId)
    ? { ok: true, commits: ids }
    : { ok: false, problem: 'failure' };
}
