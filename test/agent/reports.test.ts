import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  feedBatchLines,
  feedDrainLines,
  feedHeldBytes,
  feedLineChars,
  feedPassLines,
  LiveFeed,
} from '../../src/agent/log/live-feed.ts';
import { LogUpload, logBacklogBytes } from '../../src/agent/log/log-upload.ts';
import { RecordQueue } from '../../src/agent/timeline/record-queue.ts';
import { AgentServerError, type WireTimelineRecord } from '../../src/wire/agent-protocol.ts';
import type { FeedLines, NewLog } from '../../src/wire/agent-server.ts';
import { FakeServer } from './fake-server.ts';
import { bash, jobRequest, runTestJob, TemporaryFolder } from './job.ts';

describe('changes of records', () => {
  test('are merged until they are sent', async () => {
    const sent: WireTimelineRecord[][] = [];
    const queue = new RecordQueue(async records => void sent.push([...records]));
    queue.put({ id: 'a', name: 'one', state: 'pending' });
    queue.put({ id: 'b', name: 'two' });
    queue.put({ id: 'a', state: 'inProgress' });
    await queue.flush();
    await queue.flush();
    assert.deepEqual(sent, [
      [
        { id: 'a', name: 'one', state: 'inProgress' },
        { id: 'b', name: 'two' },
      ],
    ]);
  });

  test('that could not be sent come with the next, under what is newer', async () => {
    const sent: (readonly WireTimelineRecord[])[] = [];
    let isAway = true;
    const queue = new RecordQueue(async records => {
      if (isAway) throw new Error('away');
      sent.push(records);
    });
    queue.put({ id: 'a', name: 'one', state: 'inProgress' });
    const failed = queue.flush();
    queue.put({ id: 'a', state: 'completed' });
    await assert.rejects(failed, /away/);
    isAway = false;
    await queue.flush();
    assert.deepEqual(sent, [[{ id: 'a', name: 'one', state: 'completed' }]]);
  });

  test('go out one call at a time, in order', async () => {
    const sent: string[] = [];
    const queue = new RecordQueue(async ([record]) => {
      await sleep(5);
      sent.push(String(record?.state));
    });
    queue.put({ id: 'a', state: 'inProgress' });
    queue.pulse();
    queue.put({ id: 'a', state: 'completed' });
    queue.pulse();
    await queue.flush();
    assert.deepEqual(sent, ['inProgress', 'completed']);
  });

  test('a record that the server refuses holds up no other', async () => {
    const sent: string[] = [];
    const queue = new RecordQueue(async records => {
      if (records.some(({ id }) => id === 'bad')) throw new AgentServerError(400, 'no');
      sent.push(...records.map(({ id }) => id));
    });
    for (const id of ['a', 'bad', 'b']) queue.put({ id });
    await queue.flush();
    queue.put({ id: 'c' });
    await queue.flush();
    assert.deepEqual(sent, ['a', 'b', 'c']);
  });
});

describe('live lines', () => {
  async function passed(add: (feed: LiveFeed) => void, limit?: number): Promise<FeedLines[]> {
    const sent: FeedLines[] = [];
    const feed = new LiveFeed({ recordId: 'job', stepId: 'step' }, async lines => void sent.push(lines));
    add(feed);
    await feed.pass(limit);
    return sent;
  }

  const numbered = (from: number, count: number): string =>
    Array.from({ length: count }, (_, index) => `${from + index}\n`).join('');

  test('are numbered, and carry the ids of their record and job', async () => {
    const sent = await passed(feed => {
      feed.add('a\nb\n', 1, 2);
      feed.add('c', 3, 1);
    });
    assert.deepEqual(sent, [{ recordId: 'job', stepId: 'step', startLine: 1, value: ['a', 'b', 'c'] }]);
  });

  test('keep empty lines, at both ends too', async () => {
    const sent = await passed(feed => feed.add('\n\na\n\n', 1, 4));
    assert.deepEqual(sent[0]?.value, ['', '', 'a', '']);
  });

  test(`go out ${feedBatchLines} at a time, the newest ${feedPassLines} of a pass`, async () => {
    const sent = await passed(feed => {
      for (let chunk = 0; chunk < 20; chunk += 1) feed.add(numbered(chunk * 70, 70), chunk * 70 + 1, 70);
    });
    assert.deepEqual(
      sent.map(({ value }) => value.length),
      Array(feedPassLines / feedBatchLines).fill(feedBatchLines),
    );
    assert.deepEqual(
      sent.map(({ startLine }) => startLine),
      [901, 1001, 1101, 1201, 1301],
    );
    assert.deepEqual([sent[0]?.value[0], sent.at(-1)?.value.at(-1)], ['900', '1399']);
  });

  test(`at the end only the last ${feedDrainLines}`, async () => {
    const sent = await passed(feed => feed.add(numbered(0, 1000), 1, 1000), feedDrainLines);
    assert.deepEqual(
      sent.map(({ startLine, value }) => [startLine, value[0]]),
      [
        [801, '800'],
        [901, '900'],
      ],
    );
  });

  test(`are cut to ${feedLineChars} characters`, async () => {
    const sent = await passed(feed =>
      feed.add(`${'x'.repeat(feedLineChars)}\n${'x'.repeat(feedLineChars + 1)}\n`, 1, 2),
    );
    assert.deepEqual(
      sent[0]?.value.map(line => line.length),
      [feedLineChars, feedLineChars + 3],
    );
  });

  test('take little memory, however long they are', async () => {
    const sent = await passed(feed => {
      for (let line = 1; line <= 30; line += 1) feed.add(`${line}${'x'.repeat(feedHeldBytes / 10)}\n`, line, 1);
    });
    assert.equal(sent[0]?.value.length, 9);
    assert.equal(sent[0]?.startLine, 22);
  });

  test('that fail are lost, and the job goes on', async () => {
    const server = new FakeServer();
    server.before = call => {
      if (call === 'appendFeed') throw new Error('no');
    };
    const { result } = await runTestJob(jobRequest([bash('echo a; sleep 0.1; echo b')]), {
      server,
      feedIntervalMs: 10,
    });
    assert.deepEqual([result, server.feeds.length], ['succeeded', 0]);
    assert.equal(server.outputOf(server.record('Bash')), 'a\nb\n');
  });

  test('come while the step runs', async () => {
    using folder = new TemporaryFolder();
    const mark = join(folder.path, 'seen');
    const server = new FakeServer();
    const running = runTestJob(jobRequest([bash(`echo early; until test -e ${mark}; do sleep 0.02; done`)]), {
      server,
      feedIntervalMs: 10,
    });
    while (!server.feeds.some(({ value }) => value.includes('early'))) await sleep(10);
    assert.equal(server.completed.length, 0);
    writeFileSync(mark, '');
    assert.equal((await running).result, 'succeeded');
  });
});

describe('a log on its way', () => {
  const lines = (text: string) => ({ pieces: [text], lineCount: text.split('\n').length - 1 });

  test('that is short is sent once, when it is closed', async () => {
    const server = new FakeServer();
    const upload = new LogUpload(destination(server), { path: 'p', holdBytes: 100 });
    upload.write(lines('a\n'));
    upload.write(lines('b\nc\n'));
    assert.deepEqual(server.calls, []);
    assert.equal(await upload.close(), 1);
    assert.deepEqual(
      [server.calls, server.logs.get(1)?.text, server.logs.get(1)?.lineCount],
      [['createLogs', 'createLog', 'appendLog'], 'a\nb\nc\n', 3],
    );
  });

  test('in which nothing was written does not exist', async () => {
    const server = new FakeServer();
    assert.equal(await new LogUpload(destination(server), { path: 'p', holdBytes: 100 }).close(), undefined);
    assert.deepEqual(server.calls, []);
  });

  test('that is long goes in pieces, in order, and whoever writes it waits while the server is slow', async () => {
    const server = new FakeServer();
    const gate = Promise.withResolvers<void>();
    server.before = call => (call === 'appendLog' && server.logs.get(1)?.text === '' ? gate.promise : undefined);
    const upload = new LogUpload(destination(server), { path: 'p', holdBytes: 1024 });
    const piece = `${'x'.repeat(64 * 1024 - 1)}\n`;
    let written = 0;
    while (upload.room() === undefined) {
      upload.write(lines(piece));
      written += piece.length;
    }
    assert.ok(written <= logBacklogBytes + 2 * piece.length, `${written} bytes wait`);
    const room = upload.room();
    gate.resolve();
    await room;
    assert.equal(upload.room(), undefined);
    await upload.close();
    assert.equal(server.logs.get(1)?.text.length, written);
    assert.ok((server.logs.get(1)?.appends.length ?? 0) > 1);
  });

  test('that the server does not take is given up, and the job says so', async () => {
    const server = new FakeServer();
    server.before = call => {
      if (call === 'appendLog') throw new Error('disk full');
    };
    const { result } = await runTestJob(jobRequest([bash('echo a')]), { server });
    assert.equal(result, 'succeeded');
    assert.equal(server.record('Bash').log, undefined);
    assert.ok(
      server.records
        .get('job-record')
        ?.issues?.some(({ message }) => message === 'A log could not be uploaded: disk full'),
    );
  });
});

test('200,000 lines arrive whole, in order, masked, in few calls', async () => {
  const script = 'for ((i = 1; i <= 200000; i++)); do echo "line $i of hunter2"; done';
  const { server } = await runTestJob(
    jobRequest([bash(script)], { variables: { s: { value: 'hunter2', isSecret: true } } }),
  );
  const printed = server.outputOf(server.record('Bash')).split('\n').slice(0, -1);
  assert.equal(printed.length, 200_000);
  assert.ok(printed.every((line, index) => line === `line ${index + 1} of ***`));
  const log = server.logs.get(server.record('Bash').log?.id ?? 0);
  assert.ok(log !== undefined && log.appends.length < 200, `${log?.appends.length} appends`);
  assert.equal(log.lineCount, log.text.split('\n').length - 1);
  assert.ok(server.log(server.records.get('job-record')).includes('line 200000 of ***\n'));
});

test('a secret that is written in two pieces is hidden', async () => {
  const { server } = await runTestJob(
    jobRequest([bash('printf "a hun"; sleep 0.1; printf "ter2 b\\nhunte"; sleep 0.1; echo r2\n:')], {
      variables: { s: { value: 'hunter2', isSecret: true } },
    }),
    { feedIntervalMs: 10 },
  );
  assert.equal(server.outputOf(server.record('Bash')), 'a *** b\n***\n');
  assert.ok(!JSON.stringify(server.feeds).includes('hun'));
});

function destination(server: FakeServer) {
  const plan = { scopeIdentifier: 's', planId: 'p' };
  return {
    createLog: async (log: NewLog) => (await server.createLogs(plan, [log]))[0]?.id ?? 0,
    appendLog: (id: number, bytes: Uint8Array, lineCount: number) => server.appendLog(plan, id, bytes, lineCount),
  };
}
