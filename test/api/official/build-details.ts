import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import type { Scenario } from './place.ts';

/** The part of `BuildApi` about what belongs to runs, and about how long they are kept. */
export const buildDetailScenarios: Readonly<Record<string, Scenario>> = {
  'changes, work items and reports of builds': async ({ world, folder, clients: { BuildApi: api } }) => {
    await folder.commit('another', { b: 'b' });
    const [from, to] = [(await world.queue()).key.runId, (await world.queue()).key.runId];
    assert.ok(Array.isArray(await api.getBuildChanges('oracle', to)));
    assert.ok(Array.isArray(await api.getChangesBetweenBuilds('oracle', from, to)));
    assert.deepEqual(await api.getBuildWorkItemsRefs('oracle', to), []);
    assert.deepEqual(await api.getBuildWorkItemsRefsFromCommits([], 'oracle', to), []);
    assert.deepEqual(await api.getWorkItemsBetweenBuilds('oracle', from, to), []);
    const report = await api.getBuildReport('oracle', to);
    assert.equal(report.buildId, to);
    assert.match(await text(await api.getBuildReportHtmlContent('oracle', to)), /<|{/);
  },

  // The client reads each answer as JSON, and makes nothing of an image.
  'badges are asked for': async ({ world, clients: { BuildApi: api } }) => {
    assert.equal(await api.getStatusBadge('oracle', '21', 'main', undefined, undefined, undefined, 'ci'), null);
    assert.equal(await api.getBadge(world.project.id, 21), null);
  },

  'leases keep runs': async ({ world, clients: { BuildApi: api } }) => {
    const { runId } = (await world.queue()).key;
    const wanted = { ownerId: 'me', runId, definitionId: 21, daysValid: 3, protectPipeline: false };
    const [lease] = await api.addRetentionLeases([wanted], 'oracle');
    const id = lease?.leaseId ?? 0;
    assert.equal((await api.getRetentionLease('oracle', id)).ownerId, 'me');
    const ids = (leases: readonly { leaseId?: number }[]) => leases.map(({ leaseId }) => leaseId);
    assert.ok(ids(await api.getRetentionLeasesForBuild('oracle', runId)).includes(id));
    assert.deepEqual(ids(await api.getRetentionLeasesByOwnerId('oracle', 'me', 21, runId)), [id]);
    assert.ok(Array.isArray(await api.getRetentionLeasesByUserId('oracle', crypto.randomUUID(), 21, runId)));
    const changed = await api.updateRetentionLease({ protectPipeline: true }, 'oracle', id);
    assert.equal(changed.protectPipeline, true);
    await api.deleteRetentionLeasesById('oracle', [id]);
    assert.equal(await api.getRetentionLease('oracle', id), null);
  },

  'settings of a project': async ({ clients: { BuildApi: api } }) => {
    const update = { artifactsRetention: undefined, runRetention: { value: 40 } } as never;
    assert.equal((await api.updateRetentionSettings(update, 'oracle')).purgeRuns?.value, 40);
    assert.equal((await api.getRetentionSettings('oracle')).purgeRuns?.value, 40);
    assert.equal(
      (await api.updateBuildGeneralSettings({ enforceJobAuthScope: true }, 'oracle')).enforceJobAuthScope,
      true,
    );
    assert.equal((await api.getBuildGeneralSettings('oracle')).enforceJobAuthScope, true);
    const settings = await api.updateBuildSettings({ daysToKeepDeletedBuildsBeforeDestroy: 7 }, 'oracle');
    assert.equal(settings.daysToKeepDeletedBuildsBeforeDestroy, 7);
    assert.equal((await api.getBuildSettings('oracle')).daysToKeepDeletedBuildsBeforeDestroy, 7);
  },

  'what a server of builds has beside': async ({ clients: { BuildApi: api } }) => {
    assert.deepEqual(await api.getBuildControllers(), []);
    assert.equal(await api.getBuildController(1), null);
    assert.equal(typeof (await api.getResourceUsage()).distributedTaskAgents, 'number');
    assert.ok(Array.isArray(await api.getBuildOptionDefinitions('oracle')));
  },

  'resources that every pipeline may use': async ({ clients: { BuildApi: api } }) => {
    const queue = { type: 'queue', id: '1', authorized: true };
    const [authorized] = await api.authorizeProjectResources([queue], 'oracle');
    assert.equal(authorized?.authorized, true);
    assert.deepEqual(
      (await api.getProjectResources('oracle', 'queue', '1')).map(({ id }) => id),
      ['1'],
    );
  },
};
