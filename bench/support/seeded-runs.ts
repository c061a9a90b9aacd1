import { join } from 'node:path';
import { guidFromName, type PlanId, type ProjectId, type RepositoryId } from '../../src/base/id.ts';
import type { RunEvent } from '../../src/run/events.ts';
import type { RunRow } from '../../src/run/ports/run-store.ts';
import { openSqliteStores } from '../../src/store/sqlite.ts';

const organization = 'local';

/** Writes completed runs of one pipeline into the database of a data folder, as a server without kept items left them; answers the path of their list. */
export async function seedRuns(data: string, count: number): Promise<string> {
  await using stores = await openSqliteStores({ file: join(data, 'millrace.db') });
  const projectId = guidFromName('project', 'bench') as ProjectId;
  const repositoryId = guidFromName('repository', 'bench') as RepositoryId;
  const { catalogue, runs } = stores;
  await catalogue.addProject(organization, { id: projectId, name: 'bench', description: '', createdAt: 0 });
  const pipeline = { id: 1, revision: 1, name: 'ci', folder: '\\' };
  await catalogue.addPipeline(organization, { ...pipeline, projectId, repositoryId, yamlPath: 'azure-pipelines.yml' });
  const started: RunEvent = { type: 'jobStarted', at: 0, ref: { stage: '__default', job: 'Job', attempt: 1 } };
  for (let from = 0; from < count; from += 256) {
    const commits = Array.from({ length: Math.min(256, count - from) }, async () => {
      const runId = await runs.allot(organization, 'run');
      const key = { organization, runId };
      const row = rowOf({ key, projectId, pipeline, repositoryId });
      await runs.append({ key, expected: 0, events: [started], row, enqueue: [], dequeue: [], durable: 'soon' });
    });
    await Promise.all(commits);
  }
  return `/bench/_apis/pipelines/1/runs?api-version=7.1`;
}

function rowOf({
  key,
  projectId,
  pipeline,
  repositoryId,
}: Pick<RunRow, 'key' | 'projectId' | 'pipeline'> & { readonly repositoryId: RepositoryId }): RunRow {
  // Not so old that the server would remove them.
  const at = Date.now() - 24 * 3_600_000 + key.runId * 1_000;
  const requestedFor = { id: guidFromName('user', 'bench'), displayName: 'Sam Bench', uniqueName: 'sam@example.com' };
  return {
    key,
    projectId,
    planId: guidFromName('plan', String(key.runId)) as PlanId,
    pipeline,
    name: `20260101.${key.runId}`,
    notes: { tags: [], isKept: false, isDeleted: false, properties: {} },
    state: 'completed',
    result: key.runId % 7 === 0 ? 'failed' : 'succeeded',
    hasIssues: false,
    createdAt: at,
    startedAt: at + 1_000,
    finishedAt: at + 31_700,
    dueAt: undefined,
    facts: {
      projectName: 'bench',
      templateParameters: {},
      variables: {},
      repositories: {
        self: {
          id: repositoryId,
          name: 'bench',
          type: 'azureReposGit',
          url: '/srv/git/bench',
          workingTree: false,
          refName: 'refs/heads/main',
          version: 'a'.repeat(40),
        },
      },
      containers: {},
      pipelines: {},
      yamlFile: 'azure-pipelines.yml',
      reason: 'manual',
      requestedFor,
      appendsCommitMessage: true,
    },
  };
}
