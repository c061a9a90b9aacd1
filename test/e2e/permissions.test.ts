import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runMillrace, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const text = `trigger: none
resources:
  repositories:
  - { repository: tools, type: git, name: tools }
variables:
  fixed: yaml
stages:
- stage: A
  jobs:
  - job: a
    pool: { name: Default }
    steps:
    - checkout: self
    - checkout: tools
  - job: b
    pool: server
    steps:
    - task: InvokeRESTAPI@1
      inputs: { connectionType: connectedServiceName, serviceConnection: hook }
`;

/** A server without agents, with the pipeline above and all that it uses; answers what queues a run of it. */
async function open(server: ServerUnderTest): Promise<(body?: object, status?: number) => Promise<string>> {
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': text });
  const tools = await makeRepository(join(server.data, 'tools'), { 'readme.md': 'tools' });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const env = { MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
  await runMillrace(['repositories', 'add', tools, '--project', 'Fiber', '--name', 'tools'], env);
  const authorization = { scheme: 'None', parameters: {} };
  const endpoint = { name: 'hook', type: 'generic', url: 'http://127.0.0.1:9', authorization };
  await server.json('POST', 'Fiber/_apis/serviceendpoint/endpoints', endpoint);
  return async (body = {}, status = 200) => {
    const answer = await server.ask('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, body, status);
    return ((await answer.json()) as { message?: string }).message ?? '';
  };
}

test('a run is refused that uses a pool, repository or service connection which its pipeline may not use', async () => {
  await using server = await ServerUnderTest.create(['--no-agent']);
  const queue = await open(server);
  await queue();
  type Named = {
    readonly value: readonly { readonly id: string; readonly name: string; readonly project: { id: string } }[];
  };
  const repositories = (await server.json<Named>('GET', 'Fiber/_apis/git/repositories')).value;
  const tools = repositories.find(({ name }) => name === 'tools') ?? assert.fail();
  const self = repositories.find(({ name }) => name === 'cable') ?? assert.fail();
  const [endpoint] = (await server.json<Named>('GET', 'Fiber/_apis/serviceendpoint/endpoints')).value;
  const permit = (resource: string, id: number) =>
    server.json('PATCH', `Fiber/_apis/pipelines/pipelinePermissions/${resource}`, {
      pipelines: [{ id, authorized: true }],
    });
  // Its own repository is none that it has to be let into.
  await permit(`repository/${self.project.id}.${self.id}`, 99);
  await queue();
  for (const [resource, sentence] of [
    ['queue/1', 'Could not find a pool with name Default. The pool does not exist or has not been authorized for use.'],
    [`repository/${tools.project.id}.${tools.id}`, 'Could not find a repository with name tools.'],
    [`endpoint/${endpoint?.id}`, 'references service connection hook which could not be found.'],
  ] as const) {
    await permit(resource, 99);
    const message = await queue({}, 400);
    assert.ok(message.includes(sentence), message);
    await permit(resource, 1);
    await queue();
  }
});

test('variables that the YAML declares may be given once a project no longer enforces which may be, and the YAML wins', async () => {
  await using server = await ServerUnderTest.create(['--no-agent']);
  const queue = await open(server);
  const variables = { fixed: { value: 'queued' } };
  assert.match(await queue({ variables }, 400), /You can't set the following variables \(fixed\)\./);
  await server.ask('PATCH', 'Fiber/_apis/build/generalsettings', { enforceSettableVar: false });
  await queue({ variables });
});
