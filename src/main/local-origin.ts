import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { guidFromName, type ProjectId } from '../base/id.ts';
import type { PipelineOptions } from '../cli/doors.ts';
import type { RunRepository } from '../run/events.ts';
import { organizationId } from '../run/organization-id.ts';
import { compileTimeVariables, type RunOrigin } from '../run/predefined.ts';
import { readCommitFiles } from '../source/git-commit.ts';
import { noVersion, readHead } from './git-head.ts';

/** What a local run of a pipeline says of itself: a project and a repository named after the folder, and the branch and commit it is at. */
export async function localOrigin(options: PipelineOptions): Promise<RunOrigin> {
  const name = basename(options.root) || 'local';
  const user = userName();
  const self: RunRepository = {
    id: guidFromName('repository', options.root),
    name,
    type: 'azureReposGit',
    url: options.root,
    ...(await readHead(options.root)),
    workingTree: true,
  };
  return {
    collectionUri: 'http://127.0.0.1/local/',
    collectionId: organizationId('local'),
    projectId: guidFromName('project', name) as ProjectId,
    projectName: name,
    pipeline: { id: 1, revision: 1, name: pipelineName(options.path, name), folder: '\\' },
    reason: 'manual',
    self,
    requestedFor: { id: guidFromName('user', user), displayName: user, uniqueName: user },
  };
}

/** What a run that is made knows beside that: the words of its commit. */
export async function withCommit(origin: RunOrigin): Promise<RunOrigin> {
  const { url, version } = origin.self;
  const commit = version === noVersion ? undefined : (readCommitFiles(url, version) ?? (await askGit(url, version)));
  return commit === undefined ? origin : { ...origin, commit };
}

async function askGit(root: string, version: string) {
  const { readCommit } = await import('../source/git-history.ts');
  return readCommit(root, version);
}

/** What a pipeline's compile-time expressions know of a local run of it. */
export async function localVariables(options: PipelineOptions): Promise<Readonly<Record<string, string>>> {
  return compileTimeVariables(await localOrigin(options));
}

function pipelineName(path: string, repository: string): string {
  const file = basename(path).replace(/\.ya?ml$/, '');
  return file === 'azure-pipelines' ? repository : file;
}

/** Asking the system for the name reads its whole user database, which takes milliseconds: what the shell says is as good. */
function userName(): string {
  const { USER, LOGNAME } = process.env;
  try {
    return USER || LOGNAME || userInfo().username;
  } catch {
    // A user id without a name, as containers have.
    return 'local';
  }
}
