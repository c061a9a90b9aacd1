import assert from 'node:assert/strict';
import type { Scenario } from './place.ts';

/** `CoreApi` and `LocationsApi`. */
export const coreScenarios: Readonly<Record<string, Scenario>> = {
  'projects are made, listed and read': async ({ world, clients: { CoreApi: api } }) => {
    const [project] = await api.getProjects();
    assert.equal(project?.id, world.project.id);
    assert.equal((await api.getProject('oracle', true)).name, 'oracle');
    const { id = '' } = await api.queueCreateProject({ name: 'made' });
    assert.match(id, /^[\da-f-]{36}$/);
  },

  'who is asked, and where areas are: all at one address': async ({ clients: { LocationsApi: api } }) => {
    const data = await api.getConnectionData();
    assert.equal(data.authenticatedUser?.providerDisplayName, 'Some One');
    assert.deepEqual(await api.getResourceAreas(), { count: 0, value: null });
  },

  'teams are made, changed and deleted, and a project gets a picture': async ({ clients: { CoreApi: api } }) => {
    const { id = '' } = await api.createTeam({ name: 'Core' }, 'oracle');
    assert.equal((await api.updateTeam({ description: 'd' }, 'oracle', id)).description, 'd');
    assert.equal((await api.getTeam('oracle', 'Core')).id, id);
    await api.deleteTeam('oracle', id);
    assert.equal(await api.getTeam('oracle', id), null);
    await api.setProjectAvatar({ image: [0xff, 0xd8, 0xff, 0xe0] } as never, 'oracle');
    await api.removeProjectAvatar('oracle');
  },
};
