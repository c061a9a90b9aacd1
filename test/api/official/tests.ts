import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import type { RunCreateModel } from 'azure-devops-node-api/interfaces/TestInterfaces.js';
import type { Place, Scenario } from './place.ts';

/** `TestApi`, as far as pipelines report tests. */
export const testScenarios: Readonly<Record<string, Scenario>> = {
  'test runs are made, filled, listed, read and summed up': async place => {
    const { TestApi: api } = place.clients;
    const [buildId, id] = await testRun(place);
    const results = [{ testCaseTitle: 'adds', automatedTestName: 'math.adds', outcome: 'Passed', durationInMs: 2 }];
    const [added] = await api.addTestResultsToTestRun(results, 'oracle', id);
    const resultId = added?.id ?? 0;
    assert.equal((await api.getTestResults('oracle', id))[0]?.outcome, 'Passed');
    assert.equal((await api.getTestResultById('oracle', id, resultId)).testCaseTitle, 'adds');
    const changed = { id: resultId, outcome: 'Failed', errorMessage: 'no' };
    assert.equal((await api.updateTestResults([changed], 'oracle', id))[0]?.id, resultId);
    assert.equal((await api.updateTestRun({ state: 'Completed' }, 'oracle', id)).state, 'Completed');
    assert.equal((await api.getTestRunById('oracle', id)).totalTests, 1);
    assert.equal((await api.getTestRunStatistics('oracle', id)).runStatistics?.length, 1);
    assert.equal((await api.getTestRuns('oracle', `vstfs:///Build/Build/${buildId}`))[0]?.id, id);
    const summary = await api.queryTestResultsReportForBuild('oracle', buildId);
    assert.equal(summary.aggregatedResultsAnalysis?.totalTests, 1);
    const details = await api.getTestResultDetailsForBuild('oracle', buildId);
    assert.equal(details.resultsForGroup?.length, 1);
  },

  'test runs are found by when they were changed, and deleted': async place => {
    const { TestApi: api } = place.clients;
    const [, id] = await testRun(place);
    const { world } = place;
    const [from, to] = [new Date(world.clock.now() - 60_000), new Date(world.clock.now() + 60_000)];
    assert.ok((await api.queryTestRuns('oracle', from, to)).some(run => run.id === id));
    await api.deleteTestRun('oracle', id);
    assert.equal(await api.getTestRunById('oracle', id), null);
  },

  'files are attached to test runs': async place => {
    const { TestApi: api } = place.clients;
    const [, id] = await testRun(place);
    const stream = Buffer.from('hello').toString('base64');
    const { id: attachmentId = 0 } = await api.createTestRunAttachment({ fileName: 'a.txt', stream }, 'oracle', id);
    assert.equal((await api.getTestRunAttachments('oracle', id))[0]?.fileName, 'a.txt');
    assert.equal(await text(await api.getTestRunAttachmentContent('oracle', id, attachmentId)), 'hello');
  },

  'code coverage is put in and read': async place => {
    const { TestApi: api } = place.clients;
    const [buildId] = await testRun(place);
    const coverageStats = [{ label: 'Lines', covered: 3, total: 4, position: 1 }];
    const coverage = { buildFlavor: 'd', buildPlatform: 'x64', coverageStats };
    await api.updateCodeCoverageSummary(coverage as never, 'oracle', buildId);
    const summary = await api.getCodeCoverageSummary('oracle', buildId);
    assert.equal(summary.coverageData?.[0]?.coverageStats?.[0]?.covered, 3);
    assert.ok(Array.isArray(await api.getBuildCodeCoverage('oracle', buildId, 1)));
  },
};

async function testRun({ world, clients }: Place): Promise<readonly [buildId: number, id: number]> {
  const { runId } = (await world.queue()).key;
  const body = { name: 'unit', build: { id: String(runId) }, automated: true } as RunCreateModel;
  const { id = 0 } = await clients.TestApi.createTestRun(body, 'oracle');
  return [runId, id];
}
