import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Identity } from '../../src/run/events.ts';
import type { Approval } from '../../src/wire/approvals.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { basic, organization, someone, World } from './support/world.ts';

const approvals = '/oracle/_apis/pipelines/approvals';
const v = 'api-version=7.1';
const other: Identity = { id: '0a0a0a0a-0000-4000-8000-000000000001', displayName: 'Other', uniqueName: 'other' };

type List = { readonly count: number; readonly value: readonly Approval[] };

/** Puts an approval on the repository that every run of the world's pipeline uses. */
async function guard(world: World, settings: object = {}): Promise<void> {
  const resource = { type: 'repository', id: `${world.project.id}.${world.repository.id}` };
  const approvers = [{ id: someone.id, displayName: someone.displayName }];
  const body = { type: { name: 'Approval' }, settings: { approvers, ...settings }, resource };
  const answer = await world.call('POST', `/oracle/_apis/pipelines/checks/configurations?${v}-preview.1`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
}

const both = { approvers: [{ id: someone.id }, { id: other.id, displayName: 'Other' }] };

async function list(world: World, query = ''): Promise<readonly Approval[]> {
  return (await world.call('GET', `${approvals}?${query}`)).json<List>().value;
}

async function pending(world: World): Promise<Approval> {
  const [approval] = await list(world, 'state=pending&$expand=steps');
  assert.ok(approval);
  return approval;
}

function update(world: World, change: object, token = 'all') {
  return world.call('PATCH', `${approvals}?${v}`, { body: [change], authorization: basic(token) });
}

test('a run waits for an approval, and goes on with it', async () => {
  await using world = await World.open();
  await guard(world, { instructions: 'Look twice', minRequiredApprovers: 1 });
  const row = await world.queue();
  const approval = await pending(world);
  const { _links, pipeline, steps, ...rest } = approval;
  assert.deepEqual(rest, {
    id: approval.id,
    status: 'pending',
    createdOn: '2026-08-12T08:26:45.68Z',
    lastModifiedOn: '2026-08-12T08:26:45.68Z',
    executionOrder: 'anyOrder',
    minRequiredApprovers: 1,
    blockedApprovers: [],
    instructions: 'Look twice',
  });
  assert.equal(pipeline.owner.id, row.key.runId);
  assert.equal(steps[0]?.assignedApprover.id, someone.id);
  assert.deepEqual((await world.call('GET', `${approvals}/${approval.id}?$expand=steps`)).json(), approval);
  const timeline = await world.orchestrator.timeline(row.key);
  assert.equal(timeline.find(({ type }) => type === 'Checkpoint.Approval')?.id, approval.id);
  assert.ok(!timeline.some(({ type }) => type === 'Job'));

  world.clock.at += 1000;
  const answer = await update(world, { approvalId: approval.id, status: 'approved', comment: 'Fine' });
  const [approved] = answer.json<List>().value;
  assert.equal(approved?.status, 'approved');
  const { lastModifiedBy, ...step } = approved?.steps[0] ?? assert.fail();
  assert.equal(lastModifiedBy?.displayName, 'Some One');
  assert.deepEqual(step, {
    assignedApprover: steps[0]?.assignedApprover,
    actualApprover: lastModifiedBy,
    status: 'approved',
    comment: 'Fine',
    lastModifiedOn: '2026-08-12T08:26:46.68Z',
    order: 1,
    initiatedOn: '2026-08-12T08:26:45.68Z',
    history: [],
  });
  assert.ok((await world.orchestrator.timeline(row.key)).some(({ type }) => type === 'Job'));
  assert.deepEqual(await list(world, 'state=pending'), []);
  assert.equal((await list(world, 'state=approved')).length, 1);
});

test('a run whose approval is rejected fails', async () => {
  await using world = await World.open();
  await guard(world);
  const { key } = await world.queue();
  const { id } = await pending(world);
  const answer = await update(world, { approvalId: id, status: 'rejected', comment: 'No' });
  assert.equal(answer.json<List>().value[0]?.status, 'rejected');
  const row = await world.stores.runs.row(key);
  assert.deepEqual([row?.state, row?.result], ['completed', 'failed']);
});

test('of several approvers all are asked, or one after the other', async () => {
  await using world = await World.open();
  await guard(world, { ...both, executionOrder: 'inSequence' });
  await world.queue();
  const { id, steps } = await pending(world);
  assert.deepEqual(
    steps.map(({ status, order }) => [order, status]),
    [
      [1, 'pending'],
      [2, 'uninitiated'],
    ],
  );
  const [first] = (await update(world, { approvalId: id, status: 'approved' })).json<List>().value;
  assert.deepEqual([first?.status, first?.steps[1]?.status], ['pending', 'pending']);
  const again = await update(world, { approvalId: id, status: 'approved' });
  assert.equal(again.statusCode, 403);
  await world.addTokenOf(other, 'other');
  const [second] = (await update(world, { approvalId: id, status: 'approved' }, 'other')).json<List>().value;
  assert.equal(second?.status, 'approved');
});

test('an approval may count only from a later time on', async () => {
  await using world = await World.open();
  await guard(world);
  const { key } = await world.queue();
  const { id } = await pending(world);
  const deferredTo = new Date(world.clock.at + 60_000).toISOString();
  await update(world, { approvalId: id, status: 'approved', deferredTo });
  const started = async (): Promise<boolean> =>
    (await world.orchestrator.timeline(key)).some(({ type }) => type === 'Job');
  assert.equal(await started(), false);
  world.clock.at += 60_000;
  await world.orchestrator.tick();
  assert.equal(await started(), true);
});

test('approvals are found by state, by approver and by id', async () => {
  await using world = await World.open();
  await guard(world, both);
  await world.queue();
  const { id } = await pending(world);
  const queries: readonly (readonly [query: string, count: number])[] = [
    ['', 1],
    ['state=all', 1],
    ['state=2', 1],
    ['state=completed', 0],
    [`userIds=${other.id}`, 1],
    ['userIds=5e47a0d8-c745-44f8-8f93-784f18ff31c4', 0],
    [`approvalIds=${id.toUpperCase()},5e47a0d8-c745-44f8-8f93-784f18ff31c4`, 1],
    ['top=0', 0],
  ];
  for (const [query, count] of queries) assert.equal((await list(world, query)).length, count, query);
  assert.deepEqual((await list(world))[0]?.steps, []);
  assert.equal((await list(world, '$expand=permissions'))[0]?.permissions, 'view');
});

const refused: readonly (readonly [what: string, change: object, status: number, typeKey: string])[] = [
  ['no word', {}, 400, 'InvalidApprovalUpdateException'],
  ['another word', { status: 'skipped' }, 400, 'InvalidApprovalUpdateException'],
  ['a time that is none', { status: 'approved', deferredTo: 'soon' }, 400, 'InvalidApprovalUpdateException'],
  ['nobody to hand it on to', { reassignTo: {} }, 400, 'InvalidApprovalUpdateException'],
  [
    'a word and another approver',
    { status: 'approved', reassignTo: { id: other.id } },
    400,
    'InvalidApprovalUpdateException',
  ],
  ['the approver himself', { reassignTo: { id: someone.id } }, 403, 'ApprovalUnauthorizedException'],
  [
    'a step of somebody who is not asked',
    { assignedApprover: { id: other.id }, reassignTo: { id: 'third' } },
    403,
    'ApprovalUnauthorizedException',
  ],
  [
    'the id of no approval',
    { approvalId: '5e47a0d8-c745-44f8-8f93-784f18ff31c4', status: 'approved' },
    404,
    'ApprovalNotFoundException',
  ],
];

for (const [what, change, status, typeKey] of refused) {
  test(`an update of an approval with ${what} is refused`, async () => {
    await using world = await World.open();
    await guard(world);
    await world.queue();
    const { id } = await pending(world);
    const answer = await update(world, { approvalId: id, ...change });
    assert.equal(answer.statusCode, status, answer.body);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, typeKey);
    assert.equal((await pending(world)).id, id);
  });
}

test('an approval that is over takes no more words, and who is not asked gives none', async () => {
  await using world = await World.open();
  await guard(world);
  await world.queue();
  const { id } = await pending(world);
  await world.addTokenOf(other, 'other');
  assert.equal((await update(world, { approvalId: id, status: 'approved' }, 'other')).statusCode, 403);
  await update(world, { approvalId: id, status: 'approved' });
  const late = await update(world, { approvalId: id, status: 'rejected' });
  assert.equal(late.statusCode, 400);
  assert.equal(late.json<ErrorEnvelope>().typeKey, 'ApprovalAlreadyCompletedException');
});

test('several approvals are answered together: all of them, or none', async () => {
  await using world = await World.open();
  await guard(world);
  await world.queue();
  await world.queue();
  const [first, second] = (await list(world, 'state=pending')).map(({ id }) => id);
  const answer = (...ids: readonly (string | undefined)[]) => {
    const body = ids.map(approvalId => ({ approvalId, status: 'approved' }));
    return world.call('PATCH', `${approvals}?${v}`, { body });
  };
  const missing = '0a0a0a0a-0000-4000-8000-00000000000f';
  for (const [ids, status] of [
    [[first, missing, second], 404],
    [[first, second, first], 403],
  ] as const) {
    assert.equal((await answer(...ids)).statusCode, status);
    assert.equal((await list(world, 'state=pending')).length, 2);
  }
  const bodies = [
    { approvalId: first, status: 'approved' },
    { approvalId: second, status: 'skipped' },
  ];
  assert.equal((await world.call('PATCH', `${approvals}?${v}`, { body: bodies })).statusCode, 400);
  assert.equal((await list(world, 'state=pending')).length, 2);
  const answered = (await answer(first, second)).json<List>();
  assert.deepEqual(
    answered.value.map(({ id, status }) => [id, status]),
    [
      [first, 'approved'],
      [second, 'approved'],
    ],
  );
  const late = await answer(second, first);
  assert.equal(late.json<ErrorEnvelope>().typeKey, 'ApprovalAlreadyCompletedException');
});

test('reading approvals needs a scope, and answering them another', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.build']);
  await world.addToken('user', ['vso.build_execute', 'vso.pipelineresources_use']);
  await guard(world);
  await world.queue();
  const { id } = await pending(world);
  assert.equal((await world.call('GET', approvals, { authorization: basic('reader') })).statusCode, 200);
  assert.equal((await update(world, { approvalId: id, status: 'approved' }, 'reader')).statusCode, 401);
  assert.equal((await update(world, { approvalId: id, status: 'approved' }, 'user')).statusCode, 200);
});

test('an approval is handed on: the other is asked now, and the step remembers who was', async () => {
  await using world = await World.open();
  await guard(world);
  await world.queue();
  const { id } = await pending(world);
  await world.addTokenOf(other, 'other');
  const reassignTo = { id: other.id, displayName: 'Other', uniqueName: 'other' };
  const assignedApprover = { id: someone.id };
  world.clock.at += 1000;
  const handed = await update(world, { approvalId: id, assignedApprover, reassignTo, comment: 'on leave' });
  assert.equal(handed.statusCode, 200, handed.body);
  const [step] = handed.json<List>().value[0]?.steps ?? [];
  assert.deepEqual([step?.assignedApprover.id, step?.status], [other.id, 'pending']);
  const [before] = step?.history ?? [];
  assert.deepEqual(
    [before?.assignedTo.id, before?.comment, before?.createdBy.displayName, before?.createdOn],
    [someone.id, 'on leave', 'Some One', '2026-08-12T08:26:46.68Z'],
  );
  assert.deepEqual(await list(world, `userIds=${someone.id}`), []);
  assert.equal((await list(world, `userIds=${other.id}`)).length, 1);
  assert.equal((await update(world, { approvalId: id, status: 'approved' })).statusCode, 403);
  assert.equal((await update(world, { approvalId: id, status: 'approved' }, 'other')).statusCode, 200);
});

test('who is not asked hands an approval on only with the scope that manages protected resources', async () => {
  await using world = await World.open();
  await guard(world);
  await world.queue();
  const { id } = await pending(world);
  const uses = ['vso.build_execute', 'vso.pipelineresources_use'];
  const hash = (name: string) => createHash('sha256').update(name).digest('hex');
  for (const [name, scopes] of [
    ['user', uses],
    ['manager', [...uses, 'vso.pipelineresources_manage']],
  ] as const) {
    const token = { hash: hash(name), name, identity: other, scopes, createdAt: 0, expiresAt: undefined };
    await world.stores.tokens.add(organization, token);
  }
  const change = {
    approvalId: id,
    assignedApprover: { id: someone.id },
    reassignTo: { id: 'third', displayName: 'Third' },
  };
  assert.equal((await update(world, change, 'user')).statusCode, 403);
  assert.equal((await update(world, change, 'manager')).statusCode, 200);
  assert.equal((await pending(world)).steps[0]?.assignedApprover.displayName, 'Third');
});

test('who is blocked may not approve, and is shown; who asked for the run is, where he may not approve it', async () => {
  await using world = await World.open();
  await world.addTokenOf(other, 'other');
  await guard(world, {
    ...both,
    blockedApprovers: [{ id: other.id, displayName: 'Other' }],
    requesterCannotBeApprover: true,
    minRequiredApprovers: 1,
  });
  await world.queue();
  const { id, blockedApprovers } = await pending(world);
  assert.deepEqual(
    blockedApprovers.map(({ displayName }) => displayName),
    ['Other', someone.displayName],
  );
  for (const token of ['all', 'other'])
    assert.equal((await update(world, { approvalId: id, status: 'approved' }, token)).statusCode, 403);
});

test('an approval before the other checks is asked for first, one after them last', async () => {
  await using world = await World.open();
  await guard(world, { definitionRef: { id: '06441319-13fb-4756-b198-c2da116894a4', name: 'postCheckApproval' } });
  await guard(world);
  await guard(world, { definitionRef: { id: '0F52A19B-C67E-468F-B8EB-0AE83B532C99', name: 'preCheckApproval' } });
  const row = await world.queue();
  const statuses = async () => {
    const records = await world.orchestrator.timeline(row.key);
    return records.filter(({ type }) => type === 'Checkpoint.Approval').map(({ state }) => state);
  };
  assert.deepEqual(await statuses(), ['pending', 'pending', 'inProgress']);
  await update(world, { approvalId: (await pending(world)).id, status: 'approved' });
  assert.deepEqual(await statuses(), ['pending', 'inProgress', 'completed']);
  await update(world, { approvalId: (await pending(world)).id, status: 'approved' });
  assert.deepEqual(await statuses(), ['inProgress', 'completed', 'completed']);
});
