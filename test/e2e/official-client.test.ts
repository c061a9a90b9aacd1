import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api';
import { RunResult, RunState } from 'azure-devops-node-api/interfaces/PipelinesInterfaces.js';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const files = {
  'azure-pipelines.yml': `trigger: none
parameters:
- name: greeting
  type: string
  default: hello
variables:
  who: world
stages:
- stage: Build
  jobs:
  - job: one
    steps:
    - template: steps.yml
      parameters: { text: '\${{ parameters.greeting }}' }
  - job: two
    dependsOn: one
    steps:
    - bash: test -f azure-pipelines.yml
- stage: Never
  condition: false
  jobs:
  - job: no
    steps:
    - bash: exit 1
`,
  'steps.yml': `parameters:
- name: text
  type: string
steps:
- script: echo \${{ parameters.text }} $(who)
`,
};

test("the vendor's own client lists, runs, polls and reads logs", async () => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), files);
  await server.start();
  const pipelineId = await registerPipeline(server, folder);
  const { url, token } = server.ready;
  const connection = new WebApi(url, getPersonalAccessTokenHandler(token));
  const projects = await (await connection.getCoreApi()).getProjects();
  assert.deepEqual(
    projects.map(project => project.name),
    ['Fiber'],
  );
  const api = await connection.getPipelinesApi();
  const pipelines = await api.listPipelines('Fiber');
  assert.deepEqual(
    pipelines.map(pipeline => [pipeline.id, pipeline.name]),
    [[pipelineId, 'ci']],
  );
  const { id = 0 } = await api.runPipeline({ templateParameters: { greeting: 'good day' } }, 'Fiber', pipelineId);
  const run = await eventually(
    () => api.getRun('Fiber', pipelineId, id),
    each => each.state === RunState.Completed,
  );
  assert.equal(run.result, RunResult.Succeeded);
  assert.equal(run.pipeline?.id, pipelineId);
  assert.deepEqual(run.templateParameters, { greeting: 'good day' });
  assert.ok(run.createdDate instanceof Date && run.finishedDate instanceof Date && run.finishedDate >= run.createdDate);
  const { logs = [] } = await api.listLogs('Fiber', pipelineId, id);
  assert.ok(logs.length >= 4, `${logs.length} logs`);
  const build = await connection.getBuildApi();
  const texts = await Promise.all(logs.map(log => build.getBuildLogLines('Fiber', id, log.id ?? 0)));
  assert.ok(texts.some(lines => lines.some(line => line.endsWith(' good day world'))));
  assert.deepEqual(
    (await api.listRuns('Fiber', pipelineId)).map(each => each.id),
    [id],
  );
});
