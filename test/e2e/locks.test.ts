import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { deploying, makeRepository, registerPipeline } from './sample-project.ts';

const text = (lockBehavior: string): string => deploying('          - bash: sleep 1\n', lockBehavior);

type Check = { readonly settings: { readonly inputs?: object } };

/** The check of a type that the manual shows. */
function checkOfManual(type: string): Check {
  const page = readFileSync(new URL('../../docs/manual/resources.md', import.meta.url), 'utf8');
  const bodies = [...page.matchAll(/^```http\nPOST \S+\n(.*?)^```/gms)].map(([, body = '']) => body);
  return JSON.parse(bodies.find(body => body.includes(`"${type}"`)) ?? '{}') as Check;
}

type Build = {
  readonly id: number;
  readonly status: string;
  readonly result?: string;
  readonly startTime?: string;
  readonly finishTime?: string;
};

for (const [what, key, results] of [
  [
    'one after the other, where the pipeline says so for all its stages',
    'lockBehavior: sequential',
    ['succeeded', 'succeeded', 'succeeded'],
  ],
  ['but for those that a newer one overtakes, by default', '', ['succeeded', 'canceled', 'succeeded']],
] as const) {
  test(`runs that deploy to a locked environment go through ${what}`, async () => {
    await using server = await ServerUnderTest.create();
    const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': text(key) });
    await server.start();
    const pipeline = await registerPipeline(server, folder);
    const environment = { name: 'production' };
    const { id } = await server.json<{ id: number }>('POST', 'Fiber/_apis/pipelines/environments', environment);
    const lock = { ...checkOfManual('ExclusiveLock'), resource: { type: 'environment', id: String(id) } };
    await server.json('POST', 'Fiber/_apis/pipelines/checks/configurations', lock);
    for (let count = 0; count < 3; count += 1) await server.json('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
    const { value } = await eventually(
      () => server.json<{ value: Build[] }>('GET', 'Fiber/_apis/build/builds?queryOrder=queueTimeAscending'),
      builds => builds.value.length === 3 && builds.value.every(({ status }) => status === 'completed'),
    );
    assert.deepEqual(
      value.map(({ result }) => result),
      results,
    );
    const ran = value.filter(({ result }) => result === 'succeeded');
    for (const [index, { finishTime = '' }] of ran.entries()) {
      const { startTime = '9' } = ran[index + 1] ?? {};
      assert.ok(Date.parse(startTime) >= Date.parse(finishTime) || startTime === '9', 'no two ran at once');
    }
  });
}

test('a stage waits for business hours that are not now, and goes on once the check is gone and it is tried again', async () => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': text('') });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const { id } = await server.json<{ id: number }>('POST', 'Fiber/_apis/pipelines/environments', {
    name: 'production',
  });
  // A day that is neither today nor tomorrow, whatever the time zone.
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const businessDays = days[(new Date().getUTCDay() + 3) % 7];
  const shown = checkOfManual('Task Check');
  const settings = { ...shown.settings, inputs: { ...shown.settings.inputs, businessDays } };
  const check = { ...shown, settings, resource: { type: 'environment', id: String(id) } };
  const made = await server.json<{ id: number }>('POST', 'Fiber/_apis/pipelines/checks/configurations', check);
  const run = await server.json<{ id: number }>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
  const records = async (): Promise<readonly { type: string; state: string }[]> =>
    (
      await server.json<{ records: { type: string; state: string }[] }>(
        'GET',
        `Fiber/_apis/build/builds/${run.id}/timeline`,
      )
    ).records;
  await eventually(records, found =>
    found.some(({ type, state }) => type === 'Checkpoint.TaskCheck' && state === 'inProgress'),
  );
  assert.ok(!(await records()).some(({ type }) => type === 'Job'));
  const build = `Fiber/_apis/build/builds/${run.id}`;
  const status = (): Promise<Build> => server.json<Build>('GET', build);
  await server.ask('PATCH', build, { status: 'cancelling' });
  await eventually(status, ({ status: now }) => now === 'completed');
  await server.ask('DELETE', `Fiber/_apis/pipelines/checks/configurations/${made.id}`, undefined, 204);
  await server.ask('PATCH', `${build}/stages/Deploy`, { state: 'retry', forceRetryAllJobs: true }, 204);
  assert.equal((await eventually(status, ({ status: now }) => now === 'completed')).result, 'succeeded');
});
