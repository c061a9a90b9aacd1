import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobResources } from '../../src/resources/job-resources.ts';
import { kindsOf } from '../../src/resources/referring-inputs.ts';
import type { SecureFile } from '../../src/resources/secure-files.ts';
import { unknownReferences } from '../../src/resources/step-references.ts';
import type { JobOffer } from '../../src/run/job-offer.ts';
import { job, plan, stage, step } from '../run/plan-builder.ts';
import { someone, World } from './support/world.ts';

const draft = (world: World, name: string) => ({
  type: 'generic',
  url: 'https://example.com',
  data: { a: 'b' },
  scheme: 'UsernamePassword',
  parameters: { username: 'u', password: 'hidden' },
  projects: [{ projectId: world.project.id, name, description: '' }],
});

function offer(world: World, inputs: Record<string, string>): JobOffer {
  const secret = { value: world.secrets.seal('hub'), isSecret: true, readonly: false };
  const variables = { connection: { value: 'hub', isSecret: false, readonly: false }, secret };
  const offered = { steps: [{ ...step('x'), inputs }], containers: { resources: {} }, variables };
  return { projectId: world.project.id, ...offered } as unknown as JobOffer;
}

async function given(world: World, inputs: Record<string, string>) {
  return jobResources(world.services.resources, world.secrets, 21, offer(world, inputs), kindsOf([]));
}

test('a job gets the endpoints and files that its inputs name, and their ids in place of the names', async () => {
  await using world = await World.open();
  const { endpoints, secureFiles } = world.services.resources;
  const hub = await endpoints.add(draft(world, 'hub'), someone);
  await endpoints.add(draft(world, 'unused'), someone);
  const file: SecureFile = await secureFiles.add(world.project.id, 'key.pem', Buffer.from('k'), someone);
  const inputs = { containerRegistry: 'HUB', genericService: '$(connection)', secureFile: 'key.pem', other: 'hub' };
  const job = await given(world, inputs);
  assert.deepEqual(job.steps[0]?.inputs, {
    containerRegistry: hub.id,
    genericService: hub.id,
    secureFile: file.id,
    other: 'hub',
  });
  assert.deepEqual(job.endpoints, [
    {
      id: hub.id,
      name: 'hub',
      type: 'generic',
      url: 'https://example.com',
      data: { a: 'b' },
      authorization: { scheme: 'UsernamePassword', parameters: { username: 'u', password: 'hidden' } },
    },
  ]);
  assert.equal(job.secureFiles.length, 1);
  assert.ok(secureFiles.admits(job.secureFiles[0]?.ticket ?? '', file));
});

test('a job gets nothing that its pipeline may not use, and no secret names a resource', async () => {
  await using world = await World.open();
  const { endpoints, permissions } = world.services.resources;
  const { id } = await endpoints.add(draft(world, 'hub'), someone);
  assert.deepEqual((await given(world, { containerRegistry: '$(secret)' })).endpoints, []);
  const others = { pipelines: [{ id: 22, authorized: true }] };
  await permissions.update(world.project.id, { type: 'endpoint', id }, others, someone);
  const job = await given(world, { containerRegistry: 'hub' });
  assert.deepEqual(job.endpoints, []);
  assert.deepEqual(job.steps[0]?.inputs, { containerRegistry: 'hub' });
});

test('what a plan refers to and may not use is said in the words of the service', async () => {
  await using world = await World.open();
  await world.services.resources.endpoints.add(draft(world, 'hub'), someone);
  const inputs = { containerRegistry: 'hub,nope', secureFile: 'gone', serviceConnection: '$(later)' };
  const whole = plan([stage('A', [job('a', { steps: [{ ...step('x'), name: 's', inputs }] })])]);
  const use = { projectId: world.project.id, pipelineId: 21, requestedFor: someone };
  const details = 'For authorization details, refer to https://aka.ms/yamlauthz.';
  assert.deepEqual(await unknownReferences(world.services.resources, use, whole, kindsOf([])), [
    `Job a: Step s input containerRegistry references service connection nope which could not be found. The service connection does not exist, has been disabled or has not been authorized for use. ${details}`,
    `Job a: Step s input secureFile references secure file gone which could not be found. The secure file does not exist or has not been authorized for use. ${details}`,
  ]);
});
