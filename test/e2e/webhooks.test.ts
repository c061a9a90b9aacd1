import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { webhookBodyBytes } from '../../src/base/limits.ts';
import { sampleBelow } from './manual-samples.ts';
import { eventually } from './millrace-process.ts';
import { PushWorld } from './push-world.ts';
import { logsOf } from './sample-project.ts';

/** The samples of the manual: a pipeline that waits for calls, and what makes a connection and calls it. */
const sample = sampleBelow('triggers.md', 'Calls from outside');
const script = sampleBelow('triggers.md', 'Calls from outside', 'bash');

const everyCall = `trigger: none
resources:
  webhooks:
  - webhook: call
    connection: SHOP-calls
steps:
- checkout: none
- bash: echo "[\${{ parameters.call.order.customer }}]"
`;

test('the sample of the manual is started by a signed call, and knows what it brought', async () => {
  await using world = await PushWorld.open({ 'azure-pipelines.yml': sample, 'every.yml': everyCall }, []);
  const every = await world.addPipeline('every', 'every.yml');
  const { url, token } = world.server.ready;
  const env = { ...process.env, MILLRACE_URL: url, MILLRACE_TOKEN: token };
  execFileSync('bash', ['-euc', script], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  await world.untilBuilds(2);
  const builds = await eventually(
    () => world.builds(),
    all => all.every(({ status }) => status === 'completed'),
  );
  const build = builds.find(({ definition }) => definition.id !== every);
  const log = await logsOf(world.server, build?.definition.id ?? 0, build?.id ?? 0);
  assert.equal(build?.result, 'succeeded', log);
  assert.match(log, /^ResourceTrigger by webhook shop\nAda bought 2 things, first tea$/m);
  assert.deepEqual(
    [build.reason, build.triggerInfo.alias, build.triggerInfo.artifactType],
    ['resourceTrigger', 'shop', 'Webhook'],
  );
  const hook = `${url}/_apis/public/distributedtask/webhooks`;
  const body = JSON.stringify({ order: { state: 'open', customer: 'Bob' } });
  const call = async (name: string, signature: string, text = body): Promise<number> => {
    const headers = { 'x-hub-signature': signature, 'content-type': 'text/plain' };
    return (await fetch(`${hook}/${name}`, { method: 'POST', headers, body: text })).status;
  };
  const signed = (secret: string, text = body, by = 'sha256') =>
    `${by}=${createHmac(by, secret).update(text).digest('hex')}`;
  assert.equal(await call('nobody', signed('s3cret')), 404);
  assert.equal(await call('shop', signed('wrong')), 403);
  assert.equal(await call('shop', 'sha1='), 403);
  assert.equal(await call('shop', signed('s3cret', `${body} `)), 403);
  assert.equal(await call('shop', signed('s3cret', 'no json'), 'no json'), 400);
  const long = `"${'x'.repeat(webhookBodyBytes)}"`;
  assert.equal(await call('shop', signed('s3cret', long), long), 413);
  // Only the pipeline without a filter wants an open order.
  assert.equal(await call('SHOP', signed('s3cret')), 200);
  const third = (await world.untilBuilds(3))[2];
  const ended = await eventually(
    () => world.builds(),
    all => all[2]?.status === 'completed',
  );
  assert.deepEqual([ended.length, third?.definition.id], [3, every]);
  assert.match(await logsOf(world.server, every, third?.id ?? 0), /^\[Bob\]$/m);
  const { id } = await world.server.json<{ id: number }>('POST', `Fiber/_apis/pipelines/${every}/runs`, {});
  await eventually(
    () => world.builds(),
    all => all[3]?.status === 'completed',
  );
  assert.match(await logsOf(world.server, every, id), /^\[\]$/m);
});
