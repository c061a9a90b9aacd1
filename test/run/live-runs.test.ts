import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RecordId } from '../../src/base/id.ts';
import { liveBacklogBytes, liveEventBytes } from '../../src/base/limits.ts';
import type { RunKey } from '../../src/run/events.ts';
import type { EncodeLive, Follower } from '../../src/run/live-event.ts';
import { type Place, placeOf } from '../../src/run/live-place.ts';
import { LiveRuns } from '../../src/run/live-runs.ts';
import { runTopic } from '../../src/run/orchestrator.ts';
import { jobAt } from '../../src/run/state.ts';
import { eventually } from '../e2e/millrace-process.ts';
import { job, plan, stage } from './plan-builder.ts';
import { RunWorld } from './run-world.ts';

const encode: EncodeLive = event =>
  Buffer.from(event.type === 'lines' ? `${event.startLine} ${event.cursor}\n${event.lines.join('\n')}\n` : event.type);

/** Takes bytes into a buffer that is emptied only while it is open. */
class Tap implements Follower {
  readonly taken: Buffer[] = [];
  isGone = false;
  hasEnded = false;
  waiting = 0;
  most = 0;
  #isOpen: boolean;
  #opened: (() => void)[] = [];

  constructor(isOpen: boolean) {
    this.#isOpen = isOpen;
  }

  take(bytes: Uint8Array): boolean {
    this.taken.push(Buffer.from(bytes));
    if (!this.#isOpen) this.waiting += bytes.length;
    this.most = Math.max(this.most, this.waiting);
    return this.waiting <= liveBacklogBytes;
  }

  drained(): Promise<void> {
    return this.waiting === 0 ? Promise.resolve() : new Promise(resolve => this.#opened.push(resolve));
  }

  end(): void {
    this.hasEnded = true;
  }

  open(): void {
    this.#isOpen = true;
    this.waiting = 0;
    for (const resolve of this.#opened.splice(0)) resolve();
  }

  get lines(): readonly string[] {
    return this.taken
      .filter(bytes => /^\d/.test(bytes.toString()))
      .flatMap(bytes => bytes.toString().split('\n').slice(1, -1));
  }

  get lastCursor(): string {
    const last = this.taken.findLast(bytes => /^\d/.test(bytes.toString()))?.toString() ?? '';
    return /^\d+ (\S+)/.exec(last)?.[1] ?? '';
  }
}

/** A run with one step under way, whose log grows when it is told. */
class Lively {
  readonly world: RunWorld;
  readonly key: RunKey;
  readonly live: LiveRuns;
  readonly logId: number;
  readonly failures: unknown[] = [];

  private constructor(world: RunWorld, key: RunKey, logId: number) {
    this.world = world;
    this.key = key;
    this.logId = logId;
    const report = (_: string, failure: unknown) => this.failures.push(failure);
    this.live = new LiveRuns({ ...world.stores, logs: world.ports.logs, encode, report });
  }

  static async open(world: RunWorld): Promise<Lively> {
    const key = await world.queue(plan([stage('Build', [job('make')])]));
    const ref = { stage: 'Build', job: 'make', attempt: 1 };
    const at = world.now;
    const run = await world.orchestrator.handle(key, [
      { type: 'assignJob', at, ref, agent: 'agent' },
      { type: 'startJob', at, ref },
    ]);
    const made = run && jobAt(run, ref);
    assert.ok(made !== undefined && 'dispatch' in made && made.dispatch !== undefined);
    const { id: logId } = await world.ports.logs.create(key);
    const parentId = made.dispatch.jobId as string as RecordId;
    const record = {
      id: '6a3e4b1c-0000-4000-8000-000000000001' as RecordId,
      type: 'Task',
      name: 'One',
      parentId,
      logId,
    };
    await world.orchestrator.handle(key, [
      { type: 'changeRecords', at, records: [{ ...record, state: 'inProgress' }] },
    ]);
    return new Lively(world, key, logId);
  }

  follow(tap: Tap, place: Place = new Map()): () => void {
    return this.live.follow(this.key, tap, place);
  }

  async log(from: number, count: number): Promise<void> {
    const lines = Array.from({ length: count }, (_, index) => `line ${from + index} ${'x'.repeat(90)}\n`);
    await this.world.ports.logs.append(this.key, this.logId, Buffer.from(lines.join('')));
    this.world.stores.wakeups.wake(runTopic(this.key));
  }

  async stored(): Promise<readonly string[]> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.world.ports.logs.read(this.key, this.logId)) pieces.push(piece);
    return Buffer.concat(pieces).toString().split('\n').slice(0, -1);
  }
}

test('nothing but what is on its way is kept for who takes nothing, however much is logged', async () => {
  await using world = await RunWorld.open();
  const lively = await Lively.open(world);
  const [closed, open] = [new Tap(false), new Tap(true)];
  for (const tap of [closed, open]) lively.follow(tap);
  for (let count = 0; count < 50; count += 1) await lively.log(count * 2000, 2000);
  await eventually(
    async () => open.lines.length,
    count => count === 100_000,
  );
  assert.ok(closed.lines.length > 0 && closed.lines.length < 5000, `${closed.lines.length} lines`);
  assert.ok(closed.most < liveBacklogBytes + 2 * liveEventBytes, `${closed.most} bytes`);
  await world.finish(lively.key, 'Build', 'make');
  await eventually(async () => open.hasEnded, Boolean);
  assert.equal(closed.hasEnded, false);
  closed.open();
  await eventually(async () => closed.hasEnded, Boolean);
  for (const tap of [open, closed]) assert.deepEqual(tap.lines, await lively.stored());
  assert.equal(closed.taken.at(-1)?.toString(), 'end');
  assert.deepEqual(lively.failures, []);
});

test('who was on a server that knew more is given no line twice by one that knows less', async () => {
  await using world = await RunWorld.open();
  const lively = await Lively.open(world);
  const first = new Tap(true);
  lively.follow(first);
  await eventually(
    async () => first.taken.length,
    count => count > 0,
  );
  // The other server hears of these before this one does.
  const lines = Array.from({ length: 10 }, (_, index) => `line ${index}\n`).join('');
  await world.ports.logs.append(lively.key, lively.logId, Buffer.from(lines));
  const second = new Tap(true);
  const place = placeOf(`1:.${(7).toString(36)}`);
  assert.ok(place);
  lively.follow(second, place);
  await world.finish(lively.key, 'Build', 'make');
  await eventually(
    async () => [first, second],
    taps => taps.every(tap => tap.hasEnded),
  );
  assert.deepEqual(first.lines, await lively.stored());
  assert.deepEqual(second.lines, (await lively.stored()).slice(7));
});

test('a run whose logs are removed lets everybody go, and says that it is not over', async () => {
  await using world = await RunWorld.open();
  const lively = await Lively.open(world);
  const taps = [new Tap(true), new Tap(true)];
  lively.follow(taps[0] as Tap);
  await lively.log(0, 5);
  await eventually(
    async () => taps[0]?.lines.length,
    count => count === 5,
  );
  await world.finish(lively.key, 'Build', 'make');
  await eventually(async () => taps[0]?.hasEnded, Boolean);
  await world.stores.runs.remove(lively.key);
  await world.ports.logs.removeAll(lively.key);
  lively.follow(taps[1] as Tap);
  await eventually(async () => taps[1]?.hasEnded, Boolean);
  assert.deepEqual(taps[1]?.taken, []);
});

test('a place goes on across servers that start anew', async () => {
  await using world = await RunWorld.open();
  const lively = await Lively.open(world);
  const tap = new Tap(true);
  const leave = lively.follow(tap);
  await lively.log(0, 5);
  await eventually(
    async () => tap.lines.length,
    count => count === 5,
  );
  leave();
  const other = await eventually(
    async () => placeOf(tap.lastCursor),
    place => place !== undefined,
  );
  await lively.log(5, 5);
  const next = new Tap(true);
  new LiveRuns({ ...world.stores, logs: world.ports.logs, encode, report: () => {} }).follow(
    lively.key,
    next,
    other ?? new Map(),
  );
  await world.finish(lively.key, 'Build', 'make');
  await eventually(async () => next.hasEnded, Boolean);
  assert.deepEqual([...tap.lines.slice(0, 5), ...next.lines], await lively.stored());
});

test('whoever comes while lines are logged misses none', async () => {
  await using world = await RunWorld.open();
  const lively = await Lively.open(world);
  const taps: Tap[] = [];
  for (let count = 0; count < 200; count += 1) {
    await lively.log(count, 1);
    const tap = new Tap(true);
    lively.follow(tap);
    taps.push(tap);
    // At whatever point of another one's beginning the next line comes.
    for (let turns = count % 7; turns > 0; turns -= 1) await nextTurn();
  }
  await world.finish(lively.key, 'Build', 'make');
  await eventually(
    async () => taps.every(tap => tap.hasEnded),
    over => over,
  );
  const stored = await lively.stored();
  for (const [index, tap] of taps.entries()) assert.deepEqual(tap.lines, stored, `follower ${index}`);
});
