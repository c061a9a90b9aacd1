import { type Static, Type } from 'typebox';
import { configurationFileBytes, configurationFiles } from '../../base/limits.ts';
import { Collection } from '../../wire/json-schema.ts';
import { ConfigurationFile, PipelineTemplate, SetUpQuery } from '../../wire/pipeline-templates.ts';
import type { Api } from '../http/api.ts';
import { argumentNull } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf, repositoryOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { commitOf } from '../resources/git-version.ts';
import type { Services } from '../services.ts';

const schema = { params: Type.Object(projectParams), querystring: SetUpQuery };

/** What a pipeline can be set up from: `az pipelines create` asks where nobody names a file. */
export function pipelineTemplateRoutes(api: Api, services: Services): void {
  api.get(
    `${projectPath}/pipelines/configurations`,
    {
      config: { operation: 'pipelineConfigurations.list' },
      schema: { ...schema, response: { 200: Collection(ConfigurationFile) } },
    },
    async ({ params, query }) => {
      const value = await filesOf(services, params.project, query);
      return { count: value.length, value };
    },
  );
  api.get(
    `${projectPath}/pipelines/templates/recommendedtemplates`,
    {
      config: { operation: 'pipelineTemplates.recommend' },
      schema: { ...schema, response: { 200: Collection(PipelineTemplate) } },
    },
    async ({ params, query }) => {
      await projectOf(services, params);
      return { count: 1, value: [starter(query.branch?.replace(/^refs\/heads\//, '') || 'main')] };
    },
  );
}

/** `azure-pipelines.yml` and what is named after it, wherever it stands. */
const isConfiguration = (path: string): boolean =>
  /(^|\/)[^/]*azure-pipelines[^/]*\.ya?ml$|(^|\/)\.azure-pipelines\/[^/]+\.ya?ml$/i.test(path);

async function filesOf(
  services: Services,
  project: string,
  { repositoryId, repositoryType = 'TfsGit', branch }: Static<typeof SetUpQuery>,
): Promise<Static<typeof ConfigurationFile>[]> {
  if (repositoryType.toLowerCase() !== 'tfsgit')
    throw serviceError('argument', `Repositories of the type '${repositoryType}' can not be read: only TfsGit is.`);
  if (!repositoryId) throw argumentNull('repositoryId');
  const { repository } = await repositoryOf(services, { project, repositoryId });
  const commit = await commitOf(services, repository, branch ? { version: branch } : {});
  const all = (await services.git.folder(repository.url, { commit, path: '', isDeep: true })) ?? [];
  const found = all.filter(({ kind, path }) => kind === 'blob' && isConfiguration(path)).slice(0, configurationFiles);
  const files: Static<typeof ConfigurationFile>[] = [];
  for (const { id, path } of found) {
    const bytes = await services.git.blob(repository.url, id);
    if (bytes !== undefined && bytes.length <= configurationFileBytes)
      files.push({ path, content: Buffer.from(bytes).toString('utf8'), isBase64Encoded: false });
  }
  return files;
}

function starter(branch: string): Static<typeof PipelineTemplate> {
  const content = `# A pipeline to begin with: add steps that build, test and deploy what is in this repository.

trigger:
- ${JSON.stringify(branch)}

pool:
  vmImage: ubuntu-latest

steps:
- script: echo Hello, world!
  displayName: Run a one-line script

- script: |
    echo Add other tasks to build, test, and deploy your project.
  displayName: Run a multi-line script
`;
  return {
    id: 'starter',
    name: 'Starter pipeline',
    description: 'Start with a minimal pipeline that you can customize to build and deploy your code.',
    content,
    recommendedWeight: 0,
    parameters: [],
    assets: [],
  };
}
