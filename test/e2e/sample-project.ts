import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { eventually, runMillrace, type ServerUnderTest } from './millrace-process.ts';

/** Makes a git repository of the files, with one commit on `main`. */
export async function makeRepository(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message', 'files');
  return folder;
}

/** Registers a project with one repository and one pipeline the way a user does: with the command line. Answers the pipeline's id. */
export async function registerPipeline(server: ServerUnderTest, folder: string): Promise<number> {
  const env = { MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
  const commands = [
    ['projects', 'create', 'Fiber'],
    ['repositories', 'add', folder, '--project', 'Fiber', '--name', 'cable'],
    ['pipelines', 'create', 'ci', '--project', 'Fiber', '--repository', 'cable', '--yaml-path', 'azure-pipelines.yml'],
  ];
  for (const command of commands) {
    const { code, stderr } = await runMillrace(command, env);
    if (code !== 0) throw new Error(`millrace ${command.join(' ')}: exit ${code}: ${stderr}`);
  }
  const { value } = await server.json<{ value: { id: number }[] }>('GET', 'Fiber/_apis/pipelines');
  const id = value[0]?.id;
  if (id === undefined) throw new Error('The pipeline was not created.');
  return id;
}

/** A run as the service answers it. */
export type ServedRun = { readonly id: number; readonly state: string; readonly result?: string };

/** A pipeline that deploys to the environment `production`. `head` is what stands before its stages, `steps` are indented by ten. */
export function deploying(steps: string, head = ''): string {
  return `trigger: none
${head}
stages:
- stage: Deploy
  jobs:
  - deployment: web
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
${steps}`;
}

/** The run once it is over. */
export function finished(server: ServerUnderTest, pipeline: number, id: number): Promise<ServedRun> {
  return eventually(
    () => server.json<ServedRun>('GET', `Fiber/_apis/pipelines/${pipeline}/runs/${id}`),
    ({ state }) => state === 'completed',
  );
}

/** Starts a run of the branch as it is, with nothing else asked for. */
export function start(server: ServerUnderTest, pipeline: number): Promise<ServedRun> {
  return server.json<ServedRun>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
}

/** Runs a pipeline to its end, and answers the run's id; fails with its logs unless it ended as wanted. */
export async function runPipeline(
  server: ServerUnderTest,
  pipeline: number,
  variables: object = {},
  result = 'succeeded',
  resources: object = {},
): Promise<number> {
  const runs = `Fiber/_apis/pipelines/${pipeline}/runs`;
  const { id } = await server.json<{ id: number }>('POST', runs, { variables, resources });
  const ended = await finished(server, pipeline, id);
  if (ended.result !== result) throw new Error(`The run ${ended.result}:\n${await logsOf(server, pipeline, id)}`);
  return id;
}

/** All that the jobs of a run printed. */
export async function logsOf(server: ServerUnderTest, pipeline: number, runId: number): Promise<string> {
  const { logs } = await server.json<{ logs: { id: number }[] }>(
    'GET',
    `Fiber/_apis/pipelines/${pipeline}/runs/${runId}/logs`,
  );
  const texts: string[] = [];
  for (const { id } of logs.slice(1))
    texts.push(await (await server.ask('GET', `Fiber/_apis/build/builds/${runId}/logs/${id}`)).text());
  return texts.join('\n').replace(/^\S+Z /gm, '');
}
