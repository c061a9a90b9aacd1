import { Type } from 'typebox';
import { Id32 } from '../../wire/json-schema.ts';
import { organizationPath, projectPath, ungroupedParams } from './paths.ts';

/** Where a repository stands: clients leave its project out when they have no value for it. */
export const repositoryPaths = [projectPath, organizationPath].map(path => `${path}/git/repositories/:repositoryId`);
export const repositoryParams = { ...ungroupedParams, repositoryId: Type.String() };

/** Where a pull request of a repository stands. */
export const pullRequestPaths = repositoryPaths.map(path => `${path}/pullRequests/:pullRequestId`);
export const pullRequestParams = { ...repositoryParams, pullRequestId: Id32 };
