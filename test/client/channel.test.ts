import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { answerAgentCalls } from '../../src/api/agent-channel.ts';
import { channelAgentServer } from '../../src/client/channel-agent-server.ts';
import { AgentServerError, type TaskAgentMessage } from '../../src/wire/agent-protocol.ts';
import type { AgentServer } from '../../src/wire/agent-server.ts';
import { FrameReader } from '../../src/wire/frames.ts';
import { streamPair } from './stream-pair.ts';

const plan = { scopeIdentifier: 'P', planId: 'L' };
const session = { sessionId: 'S', ownerName: 'me', agent: { id: 3, name: 'a', version: '4' }, poolId: 7 };
const fast = { firstPauseMs: 1, retryForMs: 2000 };

/** A client and what it speaks to; `faults` is what went wrong on the server's side. */
function connected(server: Partial<AgentServer>, options: { firstPauseMs?: number; retryForMs?: number } = fast) {
  const [own, other] = streamPair();
  const faults: unknown[] = [];
  answerAgentCalls(server as AgentServer, other, error => faults.push(error));
  return { client: channelAgentServer(own, options), own, other, faults };
}

describe('a call over a channel', () => {
  test('has its arguments and its answer, bytes among them', async () => {
    const calls: unknown[] = [];
    const { client } = connected({
      async appendLog(...args) {
        calls.push(args);
      },
      createLogs: async (_plan, logs) => logs.map(({ bytes }) => ({ id: bytes.length })),
      addBuildTag: async (_plan, _id, tag) => ['a', tag],
    });
    await client.appendLog(plan, 12, Buffer.from('ä\nb\n'), 2);
    assert.deepEqual(calls, [[plan, 12, Buffer.from('ä\nb\n'), 2]]);
    assert.deepEqual(await client.addBuildTag(plan, '1', 'b'), ['a', 'b']);
    const log = { path: 'p', bytes: Buffer.from('a\n'), lineCount: 1 };
    assert.deepEqual(await client.createLogs(plan, [log, log]), [{ id: 2 }, { id: 2 }]);
  });

  test('goes out with those of the same moment', async () => {
    const { client, other } = connected({ renew: async () => ({ lockedUntil: 'then' }) });
    const frames: unknown[][] = [];
    const reader = new FrameReader();
    other.on('data', piece => frames.push(reader.push(piece)));
    await Promise.all([1, 2, 3].map(id => client.renew(session, id)));
    assert.deepEqual(
      frames.map(messages => messages.length).filter(count => count > 0),
      [3],
    );
  });

  test('that is refused says why, once', async () => {
    let calls = 0;
    const { client, faults } = connected({
      async updateRecords() {
        calls += 1;
        throw new AgentServerError(404, 'no such plan');
      },
    });
    await assert.rejects(client.updateRecords(plan, 't', []), { status: 404, message: 'no such plan' });
    assert.deepEqual([calls, faults], [1, []]);
  });

  test('that the server fails at is made again where that does no harm', async () => {
    let left = 2;
    const failTwice = async (): Promise<void> => {
      if (left-- > 0) throw new Error('database is away');
    };
    const { client, faults } = connected({ updateRecords: failTwice });
    await client.updateRecords(plan, 't', []);
    assert.equal(faults.length, 2);
    left = 1;
    const { client: other } = connected({ disconnect: failTwice });
    await assert.rejects(other.disconnect(session), { status: 500 });
  });

  test('ends when the stream does, and none is made after that', async () => {
    const { client, other } = connected({ updateRecords: () => new Promise(() => undefined) });
    const waiting = client.updateRecords(plan, 't', []);
    await turn();
    other.destroy();
    await assert.rejects(waiting, { status: 0 });
    await assert.rejects(client.updateRecords(plan, 't', []), { status: 0 });
    await client.appendFeed(plan, 't', { recordId: 'r', stepId: 's', startLine: 1, value: [] });
  });
});

describe('a wait for a message over a channel', () => {
  /** Answers one message, then waits until its signal. */
  function waitingServer() {
    const aborted = Promise.withResolvers<void>();
    const messages: TaskAgentMessage[] = [{ messageId: 4, messageType: 'AgentRefresh', body: '{}' }];
    const nextMessage: AgentServer['nextMessage'] = (_session, _last, signal) =>
      new Promise(resolve => {
        const message = messages.shift();
        if (message !== undefined) resolve(message);
        signal.addEventListener('abort', () => {
          aborted.resolve();
          resolve(undefined);
        });
      });
    return { aborted: aborted.promise, nextMessage };
  }

  test('ends on both sides when it is given up', async () => {
    const { aborted, nextMessage } = waitingServer();
    const { client } = connected({ nextMessage });
    const signal = new AbortController();
    assert.equal((await client.nextMessage(session, 0, signal.signal))?.messageId, 4);
    const waiting = client.nextMessage(session, 4, signal.signal);
    await turn();
    signal.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    await aborted;
    await assert.rejects(client.nextMessage(session, 4, signal.signal), { name: 'AbortError' });
  });

  test('ends at the server when the agent is gone', async () => {
    const { aborted, nextMessage } = waitingServer();
    const { client, own } = connected({ nextMessage });
    await client.nextMessage(session, 0, new AbortController().signal);
    const waiting = client.nextMessage(session, 4, new AbortController().signal);
    await turn();
    own.destroy();
    await Promise.all([aborted, assert.rejects(waiting, { status: 0 })]);
  });
});

describe('a task package over a channel', () => {
  async function* pieces(count: number, ended: () => void): AsyncIterable<Uint8Array> {
    try {
      for (let index = 0; index < count; index += 1) yield Buffer.from(`piece ${index};`);
    } finally {
      ended();
    }
  }

  test('comes piece by piece, with its digest', async () => {
    let hasEnded = false;
    const bytes = pieces(3, () => {
      hasEnded = true;
    });
    const { client } = connected({ downloadTask: async () => ({ bytes, sha256: 'abc' }) });
    const download = await client.downloadTask?.({ id: 'i', version: '1.0.0' });
    const text: string[] = [];
    for await (const piece of download?.bytes ?? []) text.push(Buffer.from(piece).toString());
    assert.deepEqual([download?.sha256, text.join('')], ['abc', 'piece 0;piece 1;piece 2;']);
    await turn();
    assert.equal(hasEnded, true);
  });

  test('is closed when it is left, or the agent is gone', async () => {
    for (const leave of ['break', 'destroy'] as const) {
      const ended = Promise.withResolvers<void>();
      const { client, own } = connected({ downloadTask: async () => ({ bytes: pieces(3, ended.resolve) }) });
      const download = await client.downloadTask?.({ id: 'i', version: '1.0.0' });
      for await (const _ of download?.bytes ?? []) {
        if (leave === 'destroy') own.destroy();
        break;
      }
      await ended.promise;
    }
  });

  test('that is missing is refused', async () => {
    const { client } = connected({
      downloadTask: async () => {
        throw new AgentServerError(404, 'not installed');
      },
    });
    await assert.rejects(async () => client.downloadTask?.({ id: 'i', version: '1.0.0' }), { status: 404 });
  });
});
