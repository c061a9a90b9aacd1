import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { logsOf, makeRepository, registerPipeline } from './sample-project.ts';

const asking = `trigger: none
pool: server
steps:
- task: ManualValidation@1
  displayName: Look at it
  timeoutInMinutes: 60
  inputs:
    notifyUsers: ann@fabrikam.com
    instructions: Is the site up?
    onTimeout: resume
`;

type Approval = {
  readonly id: string;
  readonly status: string;
  readonly instructions?: string;
  readonly steps: readonly { readonly status: string; readonly comment: string }[];
  readonly pipeline: { readonly owner: { readonly id: number } };
};
type List<T> = { readonly value: readonly T[] };
type Run = { readonly id: number; readonly state: string; readonly result?: string };
type Record = {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly log?: { id: number } | null;
};

for (const [status, result] of [
  ['approved', 'succeeded'],
  ['rejected', 'failed'],
] as const) {
  test(`a manual validation that is ${status} over REST, after its server was killed, ends its run as ${result}`, async () => {
    await using server = await ServerUnderTest.create(['--no-agent']);
    const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': asking });
    await server.start();
    const pipeline = await registerPipeline(server, folder);
    const { id } = await server.json<Run>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
    const pending = (): Promise<List<Approval>> =>
      server.json<List<Approval>>('GET', 'Fiber/_apis/pipelines/approvals?state=pending');
    const waiting = await eventually(pending, ({ value }) => value.length === 1);
    await server.end('SIGKILL');
    await server.start();
    assert.deepEqual(await pending(), waiting);
    const [approval] = waiting.value;
    assert.equal(approval?.instructions, 'Is the site up?');
    assert.equal(approval.pipeline.owner.id, id);
    const timeline = (): Promise<{ records: Record[] }> =>
      server.json<{ records: Record[] }>('GET', `Fiber/_apis/build/builds/${id}/timeline`);
    const step = (await timeline()).records.find(record => record.id === approval.id);
    assert.deepEqual([step?.type, step?.state], ['Task', 'inProgress']);

    const word = [{ approvalId: approval.id, status, comment: 'I looked' }];
    const answered = await server.json<List<Approval>>('PATCH', 'Fiber/_apis/pipelines/approvals', word);
    assert.equal(answered.value[0]?.status, status);
    assert.deepEqual(
      answered.value[0]?.steps.map(each => [each.status, each.comment]),
      [[status, 'I looked']],
    );
    const run = await eventually(
      () => server.json<Run>('GET', `Fiber/_apis/pipelines/${pipeline}/runs/${id}`),
      ({ state }) => state === 'completed',
    );
    assert.equal(run.result, result);
    const log = await logsOf(server, pipeline, id);
    assert.match(log, /^##\[section\]Starting: Look at it\n/m);
    assert.match(log, /^Instructions: Is the site up\?\nWaiting for a validation by: ann@fabrikam\.com\n/m);
    assert.match(log, new RegExp(`^(##\\[error\\])?The validation was ${status} by .*: I looked\\n`, 'm'));
    assert.ok((await timeline()).records.find(record => record.id === approval.id)?.log);
    await server.ask('PATCH', 'Fiber/_apis/pipelines/approvals', word, 400);
    assert.deepEqual((await pending()).value, []);
  });
}
