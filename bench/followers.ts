/**
 * Followers of a run that goes on: what each takes of the server's memory, and how long one line takes to reach all, against bare `node:http` that
 * sends the same line as server-sent events. `node bench/followers.ts [--rounds 3] [--count 10000] [--lines 5] [--sqlite]`, after `npm run build`;
 * needs `ulimit -n` above the count.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { spread } from './support/processes.ts';
import { residentMib, type Served, serveBundle, serveProgram } from './support/server.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    count: { type: 'string', default: '10000' },
    lines: { type: 'string', default: '5' },
    sqlite: { type: 'boolean', default: false },
  },
});
const count = Number(values.count);

/** How long a server may take to show what it holds, and a line to reach everybody, in milliseconds. */
const restMs = 3_000;
const patienceMs = 30_000;

type Sample = { readonly kib: number; readonly lineMs: number };
type Streaming = Served & { readonly path: string; readonly emit: () => Promise<unknown> };

const servers = { bare: serveBareStream, millrace: serveRun } as const;
type Name = keyof typeof servers;
const samples: Record<Name, Sample[]> = { bare: [], millrace: [] };
const names: readonly Name[] = ['bare', 'millrace'];
for (let round = 0; round < Number(values.rounds); round += 1)
  for (const name of round % 2 === 0 ? names : names.toReversed()) samples[name].push(await measure(servers[name]));
tell('KiB each', ({ kib }) => kib, 1);
tell('ms for a line to reach all', ({ lineMs }) => lineMs, 0);

function tell(what: string, of: (sample: Sample) => number, digits: number): void {
  const [floor, own] = [samples.bare.map(of), samples.millrace.map(of)];
  const ratios = own.map((figure, round) => figure / (floor[round] ?? Number.NaN));
  console.log(
    `followers  ${count}  ${what}: bare ${spread(floor, digits)}, millrace ${spread(own, digits)}  ${spread(ratios, 2)} × bare`,
  );
}

async function measure(serve: () => Promise<Streaming>): Promise<Sample> {
  await using server = await serve();
  await sleep(restMs);
  const idle = residentMib(server.pid);
  const arrived = { pieces: 0 };
  const sockets: Socket[] = [];
  for (let open = 0; open < count; open += 100)
    sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => follow(server, arrived)))));
  await sleep(restMs);
  const kib = ((residentMib(server.pid) - idle) * 1024) / count;
  const times: number[] = [];
  for (let line = 0; line < Number(values.lines); line += 1) times.push(await lineMs(server, arrived));
  for (const socket of sockets) socket.destroy();
  return { kib, lineMs: times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN };
}

/** Opens a connection that counts what arrives on it, from the first answer on. */
async function follow({ url, path, token }: Streaming, arrived: { pieces: number }): Promise<Socket> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${pathname}${path} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error(head.toString());
  socket.on('data', () => {
    arrived.pieces += 1;
  });
  return socket;
}

async function lineMs({ emit }: Streaming, arrived: { pieces: number }): Promise<number> {
  await sleep(200);
  arrived.pieces = 0;
  const start = performance.now();
  void emit();
  for (const until = start + patienceMs; arrived.pieces < count; await sleep(1))
    if (performance.now() > until) throw new Error(`${arrived.pieces} of ${count} got the line.`);
  return performance.now() - start;
}

/** Bare `node:http` that holds the answers open, and writes one buffer to each: the floor. */
async function serveBareStream(): Promise<Streaming> {
  const line = JSON.stringify({ logId: 2, startLine: 1, lines: ['x'.repeat(130)] });
  const served = await serveProgram(
    `const line = Buffer.from(process.env.BODY);
    const followers = new Set();
    const server = require('node:http').createServer((request, answer) => {
      if (request.url === '/emit') {
        for (const each of followers) each.write(line);
        answer.end();
        return;
      }
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      followers.add(answer);
      answer.on('close', () => followers.delete(answer));
    });`,
    { BODY: `id: 1:.1\nevent: lines\ndata: ${line}\n\n` },
  );
  return { ...served, path: '/', emit: () => fetch(`${served.url}/emit`) };
}

/** A run with one step under way. */
async function serveRun(): Promise<Streaming> {
  const served = await serveBundle(['--no-agent', '--emulator', ...(values.sqlite ? [] : ['--memory'])]);
  const { url, token } = served;
  const post = async (what: string, body: object): Promise<Response> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_millrace/${what}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  };
  const yaml = 'trigger: none\njobs:\n- job: long\n  steps:\n  - bash: work\n    displayName: Work\n';
  await post('pipelines', { project: 'bench', name: 'ci', yaml });
  const jobs = { long: { state: 'inProgress', logs: { Work: ['begun'] } } };
  const { id } = (await (await post('runs', { project: 'bench', pipeline: 'ci', jobs })).json()) as { id: number };
  const emit = () => post(`runs/${id}/lines`, { lines: ['x'.repeat(100)] });
  return { ...served, path: `/bench/_apis/build/builds/${id}/live`, emit };
}
