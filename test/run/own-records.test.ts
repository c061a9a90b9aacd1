import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guidFromName, type RecordId, type TimelineId } from '../../src/base/id.ts';
import { OwnRecords } from '../../src/run/own-records.ts';
import { RecordTable } from '../../src/run/timeline/record-table.ts';

const id = (name: string): RecordId => guidFromName('record', name) as string as RecordId;
const timeline = (name: string): TimelineId => guidFromName('timeline', name) as string as TimelineId;

/** A stage with two jobs: `own` with a step, `other` with one that has a log and details. */
function ownRecords(): OwnRecords {
  const table = new RecordTable();
  const previousAttempts = [{ attempt: 1, timelineId: timeline('earlier'), recordId: id('stage 1') }];
  table.add({ id: id('stage'), previousAttempts });
  table.add({ id: id('own'), parentId: id('stage') });
  table.add({ id: id('step'), parentId: id('own'), logId: 3, detailsId: timeline('own') });
  table.add({ id: id('other'), parentId: id('stage') });
  table.add({ id: id('others step'), parentId: id('other'), logId: 4, detailsId: timeline('others') });
  return new OwnRecords(table.all, id('own'));
}

test('a job changes its record, what is below it, and what it puts there', () => {
  const records = ownRecords();
  assert.ok(records.mayChange([{ id: id('own') }, { id: id('step') }]));
  assert.ok(records.mayChange([{ id: id('step').toUpperCase() }]));
  assert.ok(records.mayChange([{ id: id('own'), parentId: null }]));
  const grown = [
    { id: id('leaf'), parentId: id('branch') },
    { id: id('branch'), parentId: id('step') },
  ];
  assert.ok(records.mayChange(grown));
});

test('a job changes no record that is not its own, nor moves any', () => {
  const records = ownRecords();
  for (const changes of [
    [{ id: id('stage') }],
    [{ id: id('other') }],
    [{ id: id('others step').toUpperCase() }],
    [{ id: id('others step'), parentId: id('own') }],
    [{ id: id('step'), parentId: id('other') }],
    [{ id: id('own'), parentId: id('step') }],
    [{ id: id('new') }],
    [{ id: id('new'), parentId: id('stage') }],
    [{ id: id('new'), parentId: id('new') }],
    [{ id: id('own') }, { id: id('other') }],
    [
      { id: id('a'), parentId: id('b') },
      { id: id('b'), parentId: id('a') },
    ],
  ])
    assert.equal(records.mayChange(changes), false, JSON.stringify(changes));
});

test('logs, timelines and files are a job’s own where no other has them', () => {
  const records = ownRecords();
  assert.deepEqual(
    [3, 4, 5].map(log => records.isFreeLog(log)),
    [true, false, true],
  );
  const timelines = ['own', 'others', 'earlier', 'new'];
  assert.deepEqual(
    timelines.map(name => records.isFreeTimeline(timeline(name))),
    [true, false, false, true],
  );
  const found = ['own', 'step', 'other', 'others step', 'stage', 'new'].map(name => records.isFree(id(name)));
  assert.deepEqual(found, [true, true, false, false, false, true]);
});
