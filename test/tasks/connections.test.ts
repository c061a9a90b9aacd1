import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { shippedTasks } from '../../src/tasks/shipped.ts';
import type { AgentJobRequest, WireEndpoint, WireStep } from '../../src/wire/agent-protocol.ts';
import { bash, jobRequest, runTestJob } from '../agent/job.ts';

type Asked = { readonly method: string; readonly url: string; readonly authorization: string };
type Answer = { readonly status?: number; readonly body: string };

/** A server that answers whatever it is asked, and remembers what that was. */
class Peer implements AsyncDisposable {
  readonly asked: Asked[] = [];
  readonly #server = createServer((request, response) => {
    request.resume().on('end', () => {
      this.asked.push(askedOf(request));
      const { status = 200, body } = this.#answer(this.asked.length);
      response.writeHead(status).end(body);
    });
  });
  readonly #answer: (count: number) => Answer;

  private constructor(answer: (count: number) => Answer) {
    this.#answer = answer;
  }

  static async open(answer: (count: number) => Answer): Promise<Peer> {
    const peer = new Peer(answer);
    await new Promise<void>(resolve => peer.#server.listen(0, '127.0.0.1', resolve));
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(() => resolve()));
  }
}

function askedOf({ method = '', url = '', headers }: IncomingMessage): Asked {
  return { method, url, authorization: headers.authorization ?? '' };
}

function shipped(name: string, inputs: Record<string, string>): WireStep {
  const [, id = '', major = 0] = shippedTasks.find(([each]) => each === name) ?? assert.fail(name);
  const template = bash('');
  return {
    ...template,
    id: randomUUID(),
    name,
    displayName: name,
    reference: { id, name, version: String(major) },
    inputs,
  };
}

async function run(steps: readonly WireStep[], resources: Partial<AgentJobRequest['resources']>, variables = {}) {
  const job = await runTestJob(
    jobRequest(steps, { resources: { endpoints: [], repositories: [], ...resources }, variables }),
  );
  return { ...job, log: job.server.log(job.server.records.get('job-record')) };
}

function signedIn(url: string): WireEndpoint {
  const authorization = { scheme: 'OAuth', parameters: { AccessToken: 'job-token' } };
  return { name: 'SystemVssConnection', url: `${url}/fabrikam/`, authorization };
}

test('DownloadSecureFile puts a file, for its owner alone, where every step can read it, and tries again', async () => {
  await using peer = await Peer.open(count => (count === 1 ? { status: 503, body: '' } : { body: 'the key' }));
  const secureFiles = [{ id: 'f-1', name: 'key.pem', ticket: 'ticket-1' }];
  const steps = [
    bash('echo "first: $(cat $(Agent.TempDirectory)/key.pem)"'),
    shipped('DownloadSecureFile', { secureFile: 'f-1' }),
    bash('echo "$(cat $(DownloadSecureFile.secureFilePath)), $(stat -c %a $(DownloadSecureFile.secureFilePath))"'),
  ];
  const variables = { 'System.TeamProjectId': { value: 'p-1' } };
  const { log, result } = await run(steps, { endpoints: [signedIn(peer.url)], secureFiles }, variables);
  assert.equal(result, 'succeeded', log);
  assert.match(log, /^first: the key$/m);
  assert.match(log, /^the key, 600$/m);
  const url = new URL(peer.asked[1]?.url ?? '', peer.url);
  assert.equal(url.pathname, '/fabrikam/p-1/_apis/distributedtask/securefiles/f-1');
  assert.deepEqual([url.searchParams.get('ticket'), url.searchParams.get('download')], ['ticket-1', 'true']);
  assert.equal(peer.asked[1]?.authorization, 'Bearer job-token');
});

test('DownloadSecureFile says so where there is no such file', async () => {
  const { log, result } = await run([shipped('DownloadSecureFile', { secureFile: 'f-1' })], {});
  assert.equal(result, 'failed');
  assert.match(log, /##\[error\]There is no secure file 'f-1' that this job may read/);
});

test('Npm publishes to the registry of a service connection, and signs in there', async () => {
  await using peer = await Peer.open(() => ({ body: '{}' }));
  const endpoint = {
    id: 'c-1',
    name: 'registry',
    url: `${peer.url}/npm/`,
    authorization: { scheme: 'Token', parameters: { apitoken: 'npm-secret' } },
  };
  const steps = [
    bash(`echo '{"name":"greeting","version":"1.0.0"}' > package.json`),
    shipped('Npm', { command: 'publish', publishEndpoint: 'c-1' }),
    bash('ls $(Agent.TempDirectory) | grep -c npm- || true'),
  ];
  const { log, result } = await run(steps, { endpoints: [endpoint] });
  assert.equal(result, 'succeeded', log);
  const put = peer.asked.find(({ method }) => method === 'PUT');
  assert.deepEqual(put, { method: 'PUT', url: '/npm/greeting', authorization: 'Bearer npm-secret' });
  assert.match(log, /^0$/m);
  assert.ok(!log.includes('npm-secret'));
});

test('Docker signs in and out for the steps of the job, and leaves the user’s own configuration alone', async () => {
  const endpoint = (id: string, registry: string): WireEndpoint => {
    const parameters = { registry, username: 'robot', password: `pass-${id}` };
    return { id, name: id, url: registry, authorization: { scheme: 'UsernamePassword', parameters } };
  };
  const endpoints = [endpoint('c-1', 'https://one.example'), endpoint('c-2', 'https://index.docker.io/v1/')];
  const stub =
    'mkdir bin; printf "#!/bin/sh\\n" > bin/docker; chmod +x bin/docker; echo "##vso[task.prependpath]$PWD/bin"';
  const show = `node -e 'console.log(Object.keys(JSON.parse(fs.readFileSync(process.env.DOCKER_CONFIG + "/config.json")).auths).join())'`;
  const steps = [
    bash(`${stub}; echo "own: [$DOCKER_CONFIG]"`),
    shipped('Docker', { command: 'login', containerRegistry: 'c-1' }),
    shipped('Docker', { command: 'login', containerRegistry: 'c-2' }),
    bash(show),
    shipped('Docker', { command: 'logout', containerRegistry: 'c-1' }),
    bash(`echo "left: $(${show})"; case $DOCKER_CONFIG in $(Agent.TempDirectory)/*) echo within the job;; esac`),
  ];
  const { log, result } = await run(steps, { endpoints });
  assert.equal(result, 'succeeded', log);
  // What a connection signs in with is hidden, its registry included; the first one's is not spelled as in the file.
  assert.match(log, /^one\.example,\*\*\*$/m);
  assert.match(log, /^left: \*\*\*$/m);
  assert.match(log, /^within the job$/m);
  assert.ok(!log.includes('pass-c'));
});
