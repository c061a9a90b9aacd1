import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

type Heard = { readonly id: string; readonly text: string };

/** Receives hooks: holds back its answers until it is told to give them, as a receiver that a server dies on. */
class Receiver implements AsyncDisposable {
  readonly heard: Heard[] = [];
  answers = false;
  readonly #server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const { id, message } = JSON.parse(body) as { id: string; message: { text: string } };
    assert.equal(request.headers['x-millrace-delivery'], id);
    this.heard.push({ id, text: message.text });
    if (this.answers) response.end();
  });

  async listen(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

type Run = { readonly name: string; readonly state: string; readonly result: string };

const yaml = 'trigger: none\nsteps:\n- checkout: none\n- bash: echo done\n';

test('a server that is killed between a change and its delivery tells exactly what happened, each with its id', async () => {
  await using receiver = new Receiver();
  const url = await receiver.listen();
  await using server = await ServerUnderTest.create(['--allow-private-addresses']);
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const subscription = await server.json<{ id: string }>('POST', '_apis/hooks/subscriptions', {
    publisherId: 'pipelines',
    eventType: 'ms.vss-pipelines.run-state-changed-event',
    consumerId: 'webHooks',
    consumerActionId: 'httpRequest',
    publisherInputs: {},
    consumerInputs: { url },
  });
  const runs: string[] = [];
  for (const wait of [0, 1, 2]) {
    const run = await server.json<{ id: number }>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
    runs.push(`Fiber/_apis/pipelines/${pipeline}/runs/${run.id}`);
    // The first time at once: the outbox has not been looked at. Later in the middle of a delivery, and once the run is over.
    if (wait === 1)
      await eventually(
        async () => receiver.heard.length,
        count => count > 0,
      );
    if (wait === 2)
      await eventually(
        () => server.json<Run>('GET', runs[wait] ?? ''),
        ({ state }) => state === 'completed',
      );
    await server.end('SIGKILL');
    await server.start();
  }
  receiver.answers = true;
  // A job that was under way died with its server.
  const expected: string[] = [];
  for (const url of runs) {
    const over = await eventually(
      () => server.json<Run>('GET', url),
      ({ state }) => state === 'completed',
    );
    expected.push(`Run ${over.name} in progress.`, `Run ${over.name} ${over.result}.`);
  }
  const notifications = `_apis/hooks/subscriptions/${subscription.id}/notifications`;
  const { value } = await eventually(
    () => server.json<{ value: { eventId: string; result: string }[] }>('GET', notifications),
    ({ value }) => value.length === expected.length && value.every(({ result }) => result === 'succeeded'),
  );
  const once = new Map(receiver.heard.map(({ id, text }) => [id, text]));
  assert.deepEqual([...once.values()].sort(), expected.sort());
  assert.deepEqual(value.map(({ eventId }) => eventId).sort(), [...once.keys()].sort());
});
