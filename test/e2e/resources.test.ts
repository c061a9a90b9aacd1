import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { finished, makeRepository, registerPipeline, type ServedRun, start } from './sample-project.ts';

type List<T> = { readonly count: number; readonly value: readonly T[] };
type Deployment = { readonly stageName: string; readonly jobName: string; readonly result?: string };

const files = {
  'azure-pipelines.yml': `trigger: none
variables:
- group: release
- name: greeting
  value: $[format('hello {0}', variables.who)]
stages:
- stage: Deploy
  jobs:
  - deployment: web
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
          - checkout: none
          - bash: |
              echo "$(greeting), $(who)"
              echo "the password is $(password)"
              test "\${#SECRET}" = 10
              test -z "\${PASSWORD:-}"
            env:
              SECRET: $(password)
`,
};

async function ran(server: ServerUnderTest, pipeline: number): Promise<ServedRun> {
  return finished(server, pipeline, (await start(server, pipeline)).id);
}

async function logsOf(server: ServerUnderTest, runId: number): Promise<string> {
  const logs = await server.json<List<{ id: number }>>('GET', `Fiber/_apis/build/builds/${runId}/logs`);
  const texts = logs.value.map(async ({ id }) =>
    (await server.ask('GET', `Fiber/_apis/build/builds/${runId}/logs/${id}`)).text(),
  );
  return (await Promise.all(texts)).join('');
}

test('a run uses a variable group and deploys to an environment that it makes', async () => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), files);
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const refused = await server.ask('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {}, 400);
  assert.match(await refused.text(), /Variable group release was not found or is not authorized for use\./);

  const variables = { who: { value: 'world' }, password: { value: 'opensesame', isSecret: true } };
  const group = { name: 'release', type: 'Vsts', variables };
  const { id } = await server.json<{ id: number }>('POST', 'Fiber/_apis/distributedtask/variablegroups', group);
  const run = await ran(server, pipeline);
  const text = await logsOf(server, run.id);
  assert.equal(run.result, 'succeeded', text);
  assert.match(text, /hello world, world/);
  assert.match(text, /the password is \*\*\*/);
  assert.ok(!text.includes('opensesame'));

  const environments = await server.json<List<{ id: number }>>(
    'GET',
    'Fiber/_apis/distributedtask/environments?name=production',
  );
  const path = `Fiber/_apis/distributedtask/environments/${environments.value[0]?.id}/environmentdeploymentrecords`;
  const records = await eventually(
    () => server.json<List<Deployment>>('GET', path),
    ({ value }) => value[0]?.result !== undefined,
  );
  assert.deepEqual(
    records.value.map(({ stageName, jobName, result }) => [stageName, jobName, result]),
    [['Deploy', 'web', 'succeeded']],
  );

  const permissions = `Fiber/_apis/pipelines/pipelinePermissions/variablegroup/${id}`;
  await server.ask('PATCH', permissions, { pipelines: [{ id: pipeline + 1, authorized: true }] });
  const closed = await server.ask('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {}, 400);
  assert.match(await closed.text(), /is not authorized for use/);
  await server.end('SIGTERM');
  const database = await readFile(join(server.data, 'millrace.db'));
  assert.ok(database.includes('release') && !database.includes('opensesame'));
});

const secretive = (tokenFile: string) => ({
  'azure-pipelines.yml': `trigger: none
variables:
  tokenFile: ${tokenFile}
steps:
- checkout: none
- task: DownloadSecureFile@1
  name: key
  inputs:
    secureFile: key.pem
- bash: |
    cat "$(key.secureFilePath)" | tr a-z A-Z
    printf %s "$TOKEN" > "$TOKEN_FILE"
    echo "the token is $TOKEN"
  env:
    TOKEN: $(System.AccessToken)
    TOKEN_FILE: \${{ variables.tokenFile }}
`,
});

test('a job downloads a secure file, with a token that ends with it', async () => {
  await using server = await ServerUnderTest.create();
  const tokenFile = join(server.data, 'token');
  const folder = await makeRepository(join(server.data, 'repository'), secretive(tokenFile));
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const path = `Fiber/_apis/pipelines/${pipeline}/runs`;
  const refused = await server.ask('POST', path, {}, 400);
  assert.match(await refused.text(), /references secure file key\.pem which could not be found/);
  const { url, token } = server.ready;
  const authorization = `Basic ${Buffer.from(`:${token}`).toString('base64')}`;
  const upload = `${url}/Fiber/_apis/distributedtask/securefiles?name=key.pem&api-version=7.1-preview.1`;
  const headers = { authorization, 'content-type': 'application/octet-stream' };
  assert.equal((await fetch(upload, { method: 'POST', headers, body: 'private' })).status, 200);
  const run = await ran(server, pipeline);
  const text = await logsOf(server, run.id);
  assert.equal(run.result, 'succeeded', text);
  assert.match(text, /PRIVATE/);
  assert.match(text, /the token is \*\*\*/);
  const jobToken = await readFile(tokenFile, 'latin1');
  const asJob = { authorization: `Bearer ${jobToken}` };
  await eventually(
    async () => (await fetch(`${url}/_apis/projects`, { headers: asJob })).status,
    status => status === 401,
  );
});
