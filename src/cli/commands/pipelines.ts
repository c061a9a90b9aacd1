import type { Command } from 'commander';
import type { Connection } from '../connection.ts';
import { textFlag } from '../flags/flag.ts';
import { addProjectFlag, needed, type ProjectFlag } from '../flags/project-flag.ts';
import type { Invocation } from '../invocation.ts';
import { table } from '../table.ts';
import { askServer, segment } from './server-command.ts';

type Pipeline = { readonly id: number; readonly name: string; readonly folder: string };
type CreateFlags = ProjectFlag & { readonly repository?: string; readonly yamlPath?: string; readonly folder?: string };

const defaultYamlPath = 'azure-pipelines.yml';

const examples = `
Examples:
  millrace pipelines create shop --project shop --repository shop
  millrace pipelines create nightly --project shop --repository shop --yaml-path ci/nightly.yml
  millrace pipelines list --project shop
`;

/** `millrace pipelines`: created and listed. */
export function define(command: Command, invocation: Invocation): void {
  const { io } = invocation;
  command.description('Pipelines of a server.').addHelpText('after', examples);
  const create = command
    .command('create')
    .description('Creates a pipeline from a YAML file of a repository.')
    .argument('<NAME>');
  addProjectFlag(create, io)
    .addOption(textFlag(io.env, '--repository <NAME>', 'the repository, by name or id'))
    .addOption(
      textFlag(io.env, '--yaml-path <FILE>', `the file from the repository's root (default: ${defaultYamlPath})`),
    )
    .addOption(textFlag(io.env, '--folder <PATH>', 'folder of pipelines to put it in (default: \\)'));
  askServer<CreateFlags>(create, invocation, async ({ server, args, flags, print }) => {
    const pipeline = await createPipeline(server, args[0] ?? '', flags);
    print(pipeline, ({ id, name }) => `Pipeline ${name} is created: ${id}\n`);
  });
  const list = addProjectFlag(command.command('list').description('Lists the pipelines of a project.'), io);
  askServer<ProjectFlag>(list, invocation, async ({ server, flags, print }) => {
    const project = needed('--project', flags.project);
    const { value } = await server.get<{ readonly value: readonly Pipeline[] }>(`${segment(project)}/_apis/pipelines`);
    print(value, pipelines =>
      table(
        ['id', 'name', 'folder'],
        pipelines.map(({ id, name, folder }) => [String(id), name, folder]),
        `There are no pipelines in ${project} yet.`,
      ),
    );
  });
}

async function createPipeline(server: Connection, name: string, flags: CreateFlags): Promise<Pipeline> {
  const project = segment(needed('--project', flags.project));
  const asked = needed('--repository', flags.repository);
  const repository = await server.get<{ readonly id: string; readonly name: string }>(
    `${project}/_apis/git/repositories/${segment(asked)}`,
  );
  return server.post<Pipeline>(`${project}/_apis/pipelines`, {
    name,
    folder: flags.folder ?? '\\',
    configuration: {
      type: 'yaml',
      path: flags.yamlPath ?? defaultYamlPath,
      repository: { id: repository.id, name: repository.name, type: 'azureReposGit' },
    },
  });
}
