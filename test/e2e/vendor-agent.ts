import assert from 'node:assert/strict';
import {
  constants,
  createDecipheriv,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  randomUUID,
} from 'node:crypto';

/** A call that an agent makes: with which token, and what it expects. */
type Call = {
  readonly token: string;
  readonly body?: unknown;
  readonly bytes?: Buffer;
  readonly status?: number;
};

/** The message of a job, as far as an agent without steps of its own reads it. */
export type VendorJob = {
  readonly plan: { readonly scopeIdentifier: string; readonly planId: string };
  readonly timeline: { readonly id: string };
  readonly jobId: string;
  readonly jobDisplayName: string;
  readonly requestId: number;
  readonly resources: {
    readonly endpoints: readonly {
      readonly name: string;
      readonly url: string;
      readonly authorization: { readonly parameters: { readonly AccessToken: string } };
    }[];
  };
  readonly steps: readonly { readonly id: string; readonly displayName: string }[];
};

export type TakenJob = VendorJob & { readonly messageId: number; readonly token: string; readonly planUrl: string };

const zeroGuid = '00000000-0000-0000-0000-000000000000';

/**
 * The service's own agent, as it talks to a server: written from the protocol alone, with nothing of our client's. What it says of itself it says by
 * the token that it gets for its key; what it says of a job by the job's own.
 */
export class VendorAgent {
  readonly #url: string;
  readonly #pool: string;
  readonly #key: KeyObject;
  readonly #clientId: string;
  readonly #authorizationUrl: string;
  readonly #agent: { readonly id: number; readonly name: string };
  #token = '';
  #sessionId = '';
  #messageKey = Buffer.alloc(0);

  private constructor(url: string, pool: string, key: KeyObject, registered: Registered) {
    this.#url = url;
    this.#pool = pool;
    this.#key = key;
    this.#agent = { id: registered.id, name: registered.name };
    this.#clientId = registered.authorization.clientId;
    this.#authorizationUrl = registered.authorization.authorizationUrl;
  }

  /** `config.sh`: asks where it is, looks for the pool, and registers a key, all with a person's token. */
  static async configure(url: string, pat: string, name: string): Promise<VendorAgent> {
    const token = `Basic ${Buffer.from(`:${pat}`).toString('base64')}`;
    await send(`${url}/_apis/connectionData?connectOptions=0&lastChangeId=0&lastChangeId64=0`, 'GET', { token });
    const task = `${url}/_apis/distributedtask`;
    const pools = await send(`${task}/pools?poolName=Default&poolType=automation`, 'GET', { token });
    const pool = `${task}/pools/${(pools as { value: { id: number }[] }).value[0]?.id}`;
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
    const base64 = (text: string): string => Buffer.from(text, 'base64url').toString('base64');
    const known = await send(`${pool}/agents?agentName=${name}`, 'GET', { token });
    assert.deepEqual((known as { value: unknown[] }).value, []);
    const registered = await send(`${pool}/agents?api-version=5.1`, 'POST', {
      token,
      body: {
        ...{ name, version: '4.248.0', osDescription: 'Linux', maxParallelism: 1, provisioningState: 'Provisioned' },
        systemCapabilities: { 'Agent.Name': name, bash: '/bin/bash' },
        authorization: { publicKey: { exponent: base64(e), modulus: base64(n) } },
      },
    });
    return new VendorAgent(url, pool, privateKey, registered as Registered);
  }

  /** `run.sh`: gets a token for its key, and opens a session with it. */
  async connect(): Promise<void> {
    const assertion = this.#assertion();
    const answer = await fetch(this.#authorizationUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    });
    assert.equal(answer.status, 200);
    this.#token = `Bearer ${((await answer.json()) as { access_token: string }).access_token}`;
    const agent = { ...this.#agent, version: '4.248.0', osDescription: 'Linux' };
    const body = { ownerName: 'machine (PID: 1)', agent, systemCapabilities: { bash: '/bin/bash' } };
    const session = (await this.#own('POST', 'sessions', { body })) as Session;
    this.#sessionId = session.sessionId;
    const { encrypted, value } = session.encryptionKey;
    assert.equal(encrypted, true);
    this.#messageKey = privateDecrypt(
      { key: this.#key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from(value, 'base64'),
    );
  }

  /** Waits for a job, and reads its message. */
  async takeJob(): Promise<TakenJob> {
    const query = `sessionId=${this.#sessionId}&lastMessageId=0`;
    const message = (await this.#own('GET', `messages?${query}`)) as Message;
    assert.equal(message.messageType, 'PipelineAgentJobRequest');
    const decipher = createDecipheriv('aes-256-cbc', this.#messageKey, Buffer.from(message.iv, 'base64'));
    const text = Buffer.concat([decipher.update(Buffer.from(message.body, 'base64')), decipher.final()]).toString();
    const job = JSON.parse(text) as VendorJob;
    const server = job.resources.endpoints.find(({ name }) => name === 'SystemVssConnection');
    assert.ok(server);
    const { scopeIdentifier, planId } = job.plan;
    const url = server.url.replace(/\/$/, '');
    return {
      ...job,
      messageId: message.messageId,
      token: `Bearer ${server.authorization.parameters.AccessToken}`,
      planUrl: `${url}/${scopeIdentifier}/_apis/distributedtask/hubs/build/plans/${planId}`,
    };
  }

  /** Holds on to a job by a lock that has no token of its own; `token` is another than the agent's. */
  async renew({ requestId }: VendorJob, { token = this.#token, status = 200 } = {}): Promise<unknown> {
    const path = `jobrequests/${requestId}?lockToken=${zeroGuid}&api-version=5.1`;
    return send(`${this.#pool}/${path}`, 'PATCH', { token, body: { requestId }, status });
  }

  /** Gives the request back with its result, as agents do that say nothing of the job's end. */
  async finishRequest({ requestId }: VendorJob, result: string | number): Promise<unknown> {
    const body = { requestId, result, finishTime: new Date().toISOString() };
    return this.#own('PATCH', `jobrequests/${requestId}?lockToken=${zeroGuid}`, { body });
  }

  async deleteMessage(job: TakenJob): Promise<void> {
    await this.#own('DELETE', `messages/${job.messageId}?sessionId=${this.#sessionId}`, { status: 204 });
  }

  async disconnect(): Promise<void> {
    await this.#own('DELETE', `sessions/${this.#sessionId}`, { status: 204 });
  }

  #own(method: string, path: string, call: Omit<Call, 'token'> = {}): Promise<unknown> {
    const version = `${path.includes('?') ? '&' : '?'}api-version=5.1`;
    return send(`${this.#pool}/${path}${version}`, method, { token: this.#token, ...call });
  }

  #assertion(): string {
    const now = Math.floor(Date.now() / 1000);
    const { origin } = new URL(this.#url);
    assert.ok(this.#authorizationUrl.startsWith(origin));
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { sub: this.#clientId, iss: this.#clientId, aud: this.#authorizationUrl, jti: randomUUID() };
    const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...claims, nbf: now, exp: now + 300 })}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(this.#key).toString('base64url')}`;
  }
}

/** What the worker of the service's agent says of a job, by the job's own token; `plan` may be that of another job. */
export class VendorWorker {
  readonly #job: TakenJob;
  readonly #plan: string;

  constructor(job: TakenJob, plan = job.planUrl) {
    this.#job = job;
    this.#plan = plan;
  }

  async createLog(status = 200): Promise<number> {
    const log = await this.#say('POST', 'logs', { body: { path: `logs\\${randomUUID()}`, id: 0 }, status });
    return (log as { id?: number } | undefined)?.id ?? 0;
  }

  async appendLog(logId: number, text: string, status = 200): Promise<void> {
    await this.#say('POST', `logs/${logId}`, { bytes: Buffer.from(text), status });
  }

  async update(records: readonly object[], status = 200): Promise<void> {
    const path = `timelines/${this.#job.timeline.id}/records`;
    await this.#say('PATCH', path, { body: { value: records, count: records.length }, status });
  }

  async feed(lines: readonly string[], { record = this.#job.jobId, status = 204 } = {}): Promise<void> {
    const path = `timelines/${this.#job.timeline.id}/records/${record}/feed`;
    const body = { value: lines, count: lines.length, stepId: this.#job.steps[0]?.id, startLine: 1 };
    await this.#say('POST', path, { body, status });
  }

  async attach(name: string, text: string, { record = this.#job.jobId, status = 200 } = {}): Promise<void> {
    const path = `timelines/${this.#job.timeline.id}/records/${record}/attachments/DistributedTask.Core.Summary/${name}`;
    await this.#say('PUT', path, { bytes: Buffer.from(text), status });
  }

  async complete(change: object = {}, status = 204): Promise<void> {
    const { jobId, requestId } = this.#job;
    const body = { name: 'JobCompleted', jobId, requestId, result: 'succeeded', outputs: {}, ...change };
    await this.#say('POST', 'events', { body, status });
  }

  #say(method: string, path: string, call: Omit<Call, 'token'>): Promise<unknown> {
    return send(`${this.#plan}/${path}?api-version=5.1-preview`, method, { token: this.#job.token, ...call });
  }
}

type Registered = {
  readonly id: number;
  readonly name: string;
  readonly authorization: { readonly clientId: string; readonly authorizationUrl: string };
};
type Session = {
  readonly sessionId: string;
  readonly encryptionKey: { readonly encrypted: boolean; readonly value: string };
};
type Message = {
  readonly messageId: number;
  readonly messageType: string;
  readonly iv: string;
  readonly body: string;
};

/** Sends a call and answers its JSON; what is refused is refused in the service's envelope. */
async function send(url: string, method: string, { token, body, bytes, status = 200 }: Call): Promise<unknown> {
  const type = bytes === undefined ? 'application/json' : 'application/octet-stream';
  const json = body === undefined ? undefined : JSON.stringify(body);
  const sent = bytes === undefined ? json : new Uint8Array(bytes);
  const answer = await fetch(url, {
    method,
    headers: { authorization: token, ...(sent === undefined ? {} : { 'content-type': type }) },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await answer.text();
  assert.equal(answer.status, status, `${method} ${url}: ${answer.status} ${text}`);
  const answered = text === '' ? undefined : (JSON.parse(text) as { readonly typeKey?: string });
  if (status >= 400) assert.match(answered?.typeKey ?? '', /Exception$/);
  return answered;
}
