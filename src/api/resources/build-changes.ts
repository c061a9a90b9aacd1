import type { RunRow } from '../../run/ports/run-store.ts';
import type { Change } from '../../wire/build-details.ts';
import type { GitCommit } from '../git-reader.ts';
import type { Services } from '../services.ts';
import { dateText } from './dates.ts';

/** How many earlier runs are looked at for one of the same branch. */
const lookedAt = 500;

/** A page of commits; they are read from git, the newest first. */
type Page = { readonly skip: number; readonly top: number };

/**
 * The commits that a run has and the run before it, of the same pipeline and branch, had not; of a branch's first run, all that its
 * commit reaches. Empty where the repository is not registered here, or has forgotten the commit.
 */
export async function changesOf(services: Services, row: RunRow, page: Page): Promise<readonly GitCommit[]> {
  const self = row.facts.repositories.self;
  if (self === undefined) return [];
  const before = await runBefore(services, row);
  const from = before?.facts.repositories.self?.version;
  return commitsBetween(services, self.url, { from, to: self.version }, page);
}

/** The commits between two runs: those that the second has and the first has not. */
export async function changesBetween(services: Services, first: RunRow, second: RunRow, page: Page) {
  const from = first.facts.repositories.self?.version;
  const self = second.facts.repositories.self;
  return self === undefined ? [] : commitsBetween(services, self.url, { from, to: self.version }, page);
}

/** A commit as a change of a run. */
export function changeResource(base: string, row: RunRow, commit: GitCommit): Change {
  const { id = '', name = '' } = row.facts.repositories.self ?? {};
  const project = encodeURIComponent(row.facts.projectName);
  const { author } = commit;
  return {
    id: commit.id,
    message: commit.message,
    type: 'TfsGit',
    author: { displayName: author.name, id: author.email, uniqueName: author.email },
    timestamp: dateText(Date.parse(author.at)),
    location: `${base}/${row.projectId}/_apis/git/repositories/${id}/commits/${commit.id}`,
    displayUri: `${base}/${project}/_git/${encodeURIComponent(name)}/commit/${commit.id}`,
  };
}

// A commit that the repository no longer has says nothing: then all that the later one reaches has changed.
async function commitsBetween(
  { git }: Services,
  url: string,
  { from, to }: { readonly from: string | undefined; readonly to: string },
  page: Page,
): Promise<readonly GitCommit[]> {
  const range = from === undefined ? undefined : await git.commits(url, { to, from, ...page });
  return range ?? (await git.commits(url, { to, ...page })) ?? [];
}

async function runBefore({ runs }: Services, row: RunRow): Promise<RunRow | undefined> {
  const { organization, runId } = row.key;
  const { projectId, pipeline } = row;
  const rows = await runs.list({ organization, projectId, pipelineId: pipeline.id, before: runId, top: lookedAt });
  return rows.find(({ facts }) => facts.repositories.self?.refName === row.facts.repositories.self?.refName);
}
