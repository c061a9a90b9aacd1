import assert from 'node:assert/strict';
import {
  ConfigurationType,
  GetArtifactExpandOptions,
  GetLogExpandOptions,
  RunResult,
  RunState,
} from 'azure-devops-node-api/interfaces/PipelinesInterfaces.js';
import { finalYaml } from '../support/scripted-pipelines.ts';
import { organization } from '../support/world.ts';
import { addArtifact, unzippedNames } from './content.ts';
import type { Scenario } from './place.ts';

/** `PipelinesApi`. */
export const pipelineScenarios: Readonly<Record<string, Scenario>> = {
  'pipelines are made, listed and read': async ({ world, clients: { PipelinesApi: api, BuildApi } }) => {
    const repository = { id: world.repository.id, type: 2 };
    const configuration = { type: ConfigurationType.Yaml, path: '/x.yml', repository };
    const created = await api.createPipeline({ name: 'made', folder: '\\', configuration }, 'oracle');
    assert.equal(created.configuration?.type, ConfigurationType.Yaml);
    assert.equal((await BuildApi.getDefinitionRevisions('oracle', created.id ?? 0)).length, 1);
    const [first] = await api.listPipelines('oracle', 'name desc', 1);
    assert.equal(first?.id, created.id);
    const read = await api.getPipeline('oracle', 21);
    assert.deepEqual([read.name, read.folder], ['dependencies', '\\team\\sub']);
    assert.equal((await api.preview({}, 'oracle', 21)).finalYaml, finalYaml);
  },

  'runs are queued, listed and read': async ({ world, clients: { PipelinesApi: api } }) => {
    const parameters = { templateParameters: { a: 'b' }, variables: { x: { value: 'y' } }, stagesToSkip: [] };
    const { id: runId = 0, state } = await api.runPipeline(parameters, 'oracle', 21);
    assert.equal(state, RunState.InProgress);
    await world.finish({ organization, runId }, 'succeeded');
    const run = await api.getRun('oracle', 21, runId);
    assert.deepEqual([run.state, run.result], [RunState.Completed, RunResult.Succeeded]);
    assert.ok(run.finishedDate instanceof Date);
    const [listed] = await api.listRuns('oracle', 21);
    assert.equal(listed?.id, runId);
  },

  'logs and artifacts of a run have signed addresses': async ({ world, clients: { PipelinesApi: api } }) => {
    const { key } = await world.queue();
    const { logs = [] } = await api.listLogs('oracle', 21, key.runId, GetLogExpandOptions.SignedContent);
    assert.deepEqual(
      logs.map(({ id }) => id),
      [1],
    );
    const log = await api.getLog('oracle', 21, key.runId, 1, GetLogExpandOptions.SignedContent);
    assert.equal(await (await fetch(log.signedContent?.url ?? '')).text(), finalYaml);
    await addArtifact(world, key, 'drop');
    const expand = GetArtifactExpandOptions.SignedContent;
    const artifact = await api.getArtifact('oracle', 21, key.runId, 'drop', expand);
    assert.equal(artifact.name, 'drop');
    const zip = await (await fetch(artifact.signedContent?.url ?? '')).arrayBuffer();
    assert.deepEqual(await unzippedNames(Buffer.from(zip)), ['drop/a.txt']);
  },
};
