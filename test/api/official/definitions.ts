import assert from 'node:assert/strict';
import { DefinitionQueryOrder, DefinitionType } from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import type { Scenario } from './place.ts';

/** The part of `BuildApi` about pipelines. */
export const definitionScenarios: Readonly<Record<string, Scenario>> = {
  'definitions are made, listed, read, changed and deleted': async ({ world, clients: { BuildApi: api } }) => {
    const made = await api.createDefinition(
      {
        name: 'defined',
        type: DefinitionType.Build,
        repository: { id: world.repository.id, type: 'tfsgit' },
        process: { type: 2, yamlFilename: 'a.yml' } as object,
        variables: { plain: { value: 'x' }, key: { value: 's', isSecret: true } },
      },
      'oracle',
    );
    const { id = 0 } = made;
    const order = DefinitionQueryOrder.DefinitionNameAscending;
    const listed = await api.getDefinitions('oracle', 'DEF*', world.repository.id, 'TfsGit', order, 5);
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['defined'],
    );
    const read = await api.getDefinition('oracle', id, 1, undefined, undefined, true);
    const { key } = read.variables ?? {};
    assert.equal(key?.isSecret, true);
    const changed = await api.updateDefinition({ ...read, description: 'changed' }, 'oracle', id);
    assert.deepEqual([changed.description, changed.revision], ['changed', 2]);
    assert.equal((await api.getDefinitionRevisions('oracle', id)).length, 2);
    await api.deleteDefinition('oracle', id);
    assert.equal(await api.getDefinition('oracle', id), null);
  },

  'the YAML and the figures of a definition': async ({ folder, clients: { BuildApi: api } }) => {
    await folder.commit('yaml', { 'ci/azure-pipelines.yml': 'steps: []\n' });
    assert.match((await api.getDefinitionYaml('oracle', 21)).yaml ?? '', /steps/);
    assert.ok(Array.isArray(await api.getDefinitionMetrics('oracle', 21)));
  },

  'folders hold definitions': async ({ clients: { BuildApi: api } }) => {
    const made = await api.createFolder({ path: '\\made', description: 'd' }, 'oracle', '\\made');
    assert.equal(made.path, '\\made');
    assert.equal((await api.updateFolder({ path: '\\moved' }, 'oracle', '\\made')).path, '\\moved');
    const paths = (await api.getFolders('oracle')).map(({ path }) => path);
    assert.ok(paths.includes('\\') && paths.includes('\\moved'), paths.join());
    await api.deleteFolder('oracle', '\\moved');
    assert.equal((await api.getFolders('oracle', '\\moved')).length, 0);
  },
};
