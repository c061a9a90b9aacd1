import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { httpAgentServer } from '../../src/client/agent-server.ts';
import { HttpClient, type HttpOptions } from '../../src/client/http.ts';
import { AgentServerError } from '../../src/wire/agent-protocol.ts';
import type { AgentServer } from '../../src/wire/agent-server.ts';
import { FakeHttpServer, type Reply, type Seen } from './fake-http-server.ts';

const session = { sessionId: 'S', ownerName: 'me', agent: { id: 3, name: 'a b', version: '4' }, poolId: 7 };
const plan = { scopeIdentifier: 'P', planId: 'L' };
const identity = {
  poolName: 'My Pool',
  name: 'a b',
  version: '4',
  osDescription: 'Linux',
  ownerName: 'me',
  systemCapabilities: { x: '1' },
};

async function withServer(
  reply: (request: Seen, count: number) => Reply,
  use: (url: string, server: FakeHttpServer) => Promise<void>,
): Promise<void> {
  await using server = new FakeHttpServer();
  server.reply = request => reply(request, server.seen.length);
  await use(await server.listen(), server);
}

const fast: Partial<HttpOptions> = { firstPauseMs: 1, retryForMs: 2000 };

describe('each call of the port is a route of the vendor’s', () => {
  type Case = readonly [
    what: string,
    call: (server: AgentServer) => Promise<unknown>,
    answer: unknown,
    request: string,
    body: unknown,
    result: unknown,
  ];
  const T = '/fabrikam/P/_apis/distributedtask/hubs/build/plans/L';
  const signal = new AbortController().signal;
  const feed = { recordId: 'J', stepId: 'R', startLine: 5, value: ['a', 'b'] };
  const completed = {
    name: 'JobCompleted',
    jobId: 'J',
    requestId: 9,
    result: 'succeeded',
    outputs: { 'a.b': { value: 'c' } },
  } as const;
  const message = { messageId: 4, messageType: 'AgentRefresh', body: '{}' };
  const cases: readonly Case[] = [
    [
      'disconnect',
      server => server.disconnect(session),
      undefined,
      'DELETE /fabrikam/_apis/distributedtask/pools/7/sessions/S',
      '',
      undefined,
    ],
    [
      'nextMessage',
      server => server.nextMessage(session, 3, signal),
      message,
      'GET /fabrikam/_apis/distributedtask/pools/7/messages?sessionId=S&lastMessageId=3',
      '',
      message,
    ],
    [
      'nextMessage without one',
      server => server.nextMessage(session, 3, signal),
      undefined,
      'GET /fabrikam/_apis/distributedtask/pools/7/messages?sessionId=S&lastMessageId=3',
      '',
      undefined,
    ],
    [
      'deleteMessage',
      server => server.deleteMessage(session, 4),
      undefined,
      'DELETE /fabrikam/_apis/distributedtask/pools/7/messages/4?sessionId=S',
      '',
      undefined,
    ],
    [
      'renew',
      server => server.renew(session, 9),
      { requestId: 9, lockedUntil: 'then' },
      'PATCH /fabrikam/_apis/distributedtask/pools/7/jobrequests/9?lockToken=S',
      { requestId: 9 },
      { requestId: 9, lockedUntil: 'then' },
    ],
    [
      'updateRecords',
      server => server.updateRecords(plan, 'TL', [{ id: 'R', state: 'completed' }]),
      { count: 1, value: [] },
      `PATCH ${T}/timelines/TL/records`,
      { value: [{ id: 'R', state: 'completed' }], count: 1 },
      undefined,
    ],
    [
      'createLog',
      server => server.createLog(plan, 'logs\\R'),
      { id: 12, path: 'logs\\R' },
      `POST ${T}/logs`,
      { path: 'logs\\R' },
      { id: 12, path: 'logs\\R' },
    ],
    [
      'appendFeed',
      server => server.appendFeed(plan, 'TL', feed),
      undefined,
      `POST ${T}/timelines/TL/records/J/feed`,
      { value: ['a', 'b'], count: 2, stepId: 'R', startLine: 5 },
      undefined,
    ],
    ['completeJob', server => server.completeJob(plan, completed), undefined, `POST ${T}/events`, completed, undefined],
  ];
  for (const [what, call, answer, request, body, result] of cases) {
    test(what, async () => {
      await withServer(
        () => ({ status: answer === undefined ? 204 : 200, body: answer }),
        async (url, server) => {
          assert.deepEqual(await call(httpAgentServer({ url: `${url}/`, token: 'secret' })), result);
          const [seen] = server.seen;
          assert.equal(`${seen?.method} ${seen?.url}`, request);
          assert.deepEqual(seen?.body === '' ? '' : JSON.parse(seen?.body ?? ''), body);
          assert.equal(seen?.headers.authorization, `Basic ${Buffer.from(':secret').toString('base64')}`);
          assert.match(seen?.headers.accept ?? '', /^application\/json;api-version=7\.1/);
          if (body !== '') assert.equal(seen?.headers['content-type'], 'application/json');
        },
      );
    });
  }

  test('appendLog', async () => {
    await withServer(
      () => ({ status: 200, body: {} }),
      async (url, server) => {
        await httpAgentServer({ url, token: 't' }).appendLog(plan, 12, Buffer.from('ä\nb\n'), 2);
        const [seen] = server.seen;
        assert.equal(`${seen?.method} ${seen?.url}`, `POST ${T}/logs/12`);
        assert.deepEqual([seen?.body, seen?.headers['content-type']], ['ä\nb\n', 'application/octet-stream']);
      },
    );
  });
});

describe('an agent', () => {
  const answers =
    (known: readonly object[]) =>
    (request: Seen): Reply => {
      if (request.url.includes('/pools?')) return { status: 200, body: { count: 1, value: [{ id: 7 }] } };
      if (request.url.includes('/agents?')) return { status: 200, body: { count: known.length, value: known } };
      if (request.url.endsWith('/sessions')) return { status: 200, body: session };
      return { status: 200, body: { id: 3 } };
    };

  test('that is new is added, and opens its session', async () => {
    await withServer(answers([]), async (url, server) => {
      assert.deepEqual(await httpAgentServer({ url, token: 't' }).connect(identity), session);
      assert.deepEqual(
        server.seen.map(({ method, url: path }) => `${method} ${path.replace('/fabrikam/_apis/distributedtask/', '')}`),
        [
          'GET pools?poolName=My+Pool',
          'GET pools/7/agents?agentName=a+b',
          'POST pools/7/agents',
          'POST pools/7/sessions',
        ],
      );
      const { name, version, osDescription, systemCapabilities } = identity;
      assert.deepEqual(JSON.parse(server.seen[2]?.body ?? ''), {
        name,
        version,
        osDescription,
        maxParallelism: 1,
        systemCapabilities,
      });
      assert.deepEqual(JSON.parse(server.seen[3]?.body ?? ''), {
        ownerName: 'me',
        agent: { name, version, osDescription },
        systemCapabilities,
      });
    });
  });

  test('that is known is replaced', async () => {
    await withServer(answers([{ id: 3, name: 'a b' }]), async (url, server) => {
      await httpAgentServer({ url, token: 't' }).connect(identity);
      assert.equal(
        `${server.seen[2]?.method} ${server.seen[2]?.url}`,
        'PUT /fabrikam/_apis/distributedtask/pools/7/agents/3',
      );
    });
  });

  test('finds no pool of that name', async () => {
    await withServer(
      () => ({ status: 200, body: { count: 0, value: [] } }),
      async url => {
        await assert.rejects(
          httpAgentServer({ url, token: 't' }).connect(identity),
          (failure: unknown) =>
            failure instanceof AgentServerError &&
            failure.status === 404 &&
            failure.message === "Agent pool not found: 'My Pool'.",
        );
      },
    );
  });
});

describe('an error', () => {
  const cases: readonly [what: string, reply: Reply, status: number, message: string][] = [
    ['of the envelope', { status: 400, body: { $id: '1', message: 'TF1: no', typeKey: 'X' } }, 400, 'TF1: no'],
    [
      'of the framework',
      { status: 405, body: { count: 1, value: { Message: 'not that verb' } } },
      405,
      'not that verb',
    ],
    ['without a body', { status: 401 }, 401, 'The server answered 401.'],
    ['of something else', { status: 404, body: '<html>no</html>' }, 404, 'The server answered 404.'],
    [
      'of an answer that is not JSON',
      { status: 200, body: '<html>hi</html>' },
      200,
      'The answer is not JSON: is the address that of an organization?',
    ],
    ['of null', { status: 418, body: 'null' }, 418, 'The server answered 418.'],
  ];
  for (const [what, reply, status, message] of cases) {
    test(what, async () => {
      await withServer(
        () => reply,
        async (url, server) => {
          const client = new HttpClient({ url, token: 't', ...fast });
          await assert.rejects(
            client.send({ method: 'GET', path: 'x', repeat: 'always' }),
            (failure: unknown) =>
              failure instanceof AgentServerError && failure.status === status && failure.message === message,
          );
          assert.equal(server.seen.length, 1);
        },
      );
    });
  }

  test('of a server that is not there says so', async () => {
    let address = '';
    await withServer(
      () => 'break',
      async url => {
        address = url;
      },
    );
    const client = new HttpClient({ url: address, token: 't', firstPauseMs: 1, retryForMs: 20 });
    await assert.rejects(
      client.send({ method: 'POST', path: 'x', repeat: 'unsent' }),
      (failure: unknown) =>
        failure instanceof AgentServerError &&
        failure.status === 0 &&
        failure.message === `${address} does not answer (ECONNREFUSED).`,
    );
  });
});

describe('a call is sent again', () => {
  const cases: readonly [what: string, repeat: 'always' | 'unsent' | 'never', first: Reply, times: number][] = [
    ['after 500', 'always', { status: 500 }, 2],
    ['after a broken connection', 'always', 'break', 2],
    ['after 429', 'unsent', { status: 429 }, 2],
    ['after 503', 'unsent', { status: 503 }, 2],
    ['but not after 500 where it may have been done', 'unsent', { status: 500 }, 1],
    ['but not after a broken connection where it may have been done', 'unsent', 'break', 1],
    ['but never where it is not to be', 'never', { status: 503 }, 1],
    ['but not after a refusal', 'always', { status: 409 }, 1],
  ];
  for (const [what, repeat, first, times] of cases) {
    test(what, async () => {
      await withServer(
        (_, count) => (count === 1 ? first : { status: 200, body: { ok: true } }),
        async (url, server) => {
          const sent = new HttpClient({ url, token: 't', ...fast }).send({
            method: 'POST',
            path: 'x',
            body: { a: 1 },
            repeat,
          });
          if (times === 1) await assert.rejects(sent, AgentServerError);
          else assert.deepEqual(await sent, { ok: true });
          assert.deepEqual(
            server.seen.map(({ body }) => body),
            Array(times).fill('{"a":1}'),
          );
        },
      );
    });
  }

  test('no longer than it is told to, nor sooner than the server asks', async () => {
    await withServer(
      () => ({ status: 503, headers: { 'retry-after': '3' } }),
      async (url, server) => {
        const client = new HttpClient({ url, token: 't', ...fast });
        await assert.rejects(client.send({ method: 'GET', path: 'x', repeat: 'always' }), /503/);
        assert.equal(server.seen.length, 1);
      },
    );
  });

  test('until its signal', async () => {
    await withServer(
      () => ({ status: 503 }),
      async (url, server) => {
        const stop = new AbortController();
        const client = new HttpClient({ url, token: 't', firstPauseMs: 60_000 });
        const sent = client.send({ method: 'GET', path: 'x', repeat: 'always', signal: stop.signal });
        while (server.seen.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
        stop.abort();
        await assert.rejects(
          sent,
          (failure: unknown) => failure instanceof Error && /Abort|503/.test(`${failure.name} ${failure.message}`),
        );
      },
    );
  });

  test('a wait for a message ends with its signal', async () => {
    await withServer(
      () => 'hang',
      async (url, server) => {
        const stop = new AbortController();
        const waiting = httpAgentServer({ url, token: 't' }).nextMessage(session, 0, stop.signal);
        while (server.seen.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
        stop.abort();
        await assert.rejects(waiting, { name: 'AbortError' });
      },
    );
  });

  test('what is gone already is deleted', async () => {
    await withServer(
      () => ({ status: 404, body: { message: 'gone' } }),
      async url => {
        await httpAgentServer({ url, token: 't' }).deleteMessage(session, 1);
      },
    );
  });
});
