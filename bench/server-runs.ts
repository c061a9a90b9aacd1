/**
 * Runs through a server, from the POST until the run is over, against bash that is started as often: one job of one step, alone and four at once.
 * `node bench/server-runs.ts [--rounds 5] [--runs 40] [--poll 10]`, after `npm run build`
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bundle, spread } from './support/processes.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '40' },
    poll: { type: 'string', default: '10' },
  },
});
const rounds = Number(values.rounds);
const pollMs = Number(values.poll);
const runs = Number(values.runs);

/** How long a server may take to begin, in milliseconds. */
const startMs = 30_000;

const agent = new Agent({ keepAlive: true });
const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
const server = startServer();
try {
  const { url, token } = await ready();
  const pipeline = register(url, token);
  const authorization = `Basic ${Buffer.from(`:${token}`).toString('base64')}`;
  await rate(5, 1, () => oneRun(pipeline, authorization));
  for (const atOnce of [1, 4]) await measure(atOnce, () => oneRun(pipeline, authorization));
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(atOnce: number, run: () => Promise<void>): Promise<void> {
  const rates: number[] = [];
  const ratios: number[] = [];
  const tookMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const floor = await rate(100, atOnce, bash);
    const own = await rate(runs, atOnce, () => timed(run, tookMs));
    rates.push(own);
    ratios.push(own / floor);
  }
  const name = `server-runs ${atOnce} at once`;
  console.log(`${name}  ${spread(rates, 1)} runs/s  ${spread(ratios, 3)} × bash  each ${spread(tookMs, 0)} ms`);
}

/** How many a second are done, so many at once. */
async function rate(count: number, atOnce: number, work: () => Promise<unknown>): Promise<number> {
  let left = count;
  const start = performance.now();
  const worker = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (count * 1000) / (performance.now() - start);
}

async function timed(run: () => Promise<void>, tookMs: number[]): Promise<void> {
  const start = performance.now();
  await run();
  tookMs.push(performance.now() - start);
}

async function bash(): Promise<void> {
  await once(spawn('bash', ['--noprofile', '--norc', '-c', 'echo hi'], { stdio: ['ignore', 'pipe', 'pipe'] }), 'close');
}

type Run = { readonly id: number; readonly state: string; readonly result?: string };

async function oneRun(pipeline: string, authorization: string): Promise<void> {
  let run = await call('POST', `${pipeline}/runs`, authorization);
  while (run.state !== 'completed') {
    await sleep(pollMs);
    run = await call('GET', `${pipeline}/runs/${run.id}`, authorization);
  }
  if (run.result !== 'succeeded') throw new Error(`Run ${run.id}: ${run.result}`);
}

async function call(method: 'GET' | 'POST', url: string, authorization: string): Promise<Run> {
  const headers = { authorization, 'content-type': 'application/json' };
  const asked = request(`${url}?api-version=7.1`, { method, headers, agent });
  asked.end(method === 'POST' ? '{}' : undefined);
  const [response] = await once(asked, 'response');
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  if (response.statusCode !== 200) throw new Error(`${method} ${url}: ${response.statusCode} ${text}`);
  return JSON.parse(text);
}

function startServer(): ChildProcess {
  const flags = ['--port', '0', '--data', join(folder, 'data'), '--ready-file', join(folder, 'ready.json')];
  return spawn(process.execPath, [bundle(), 'serve', ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function ready(): Promise<{ readonly url: string; readonly token: string }> {
  const file = join(folder, 'ready.json');
  for (const until = Date.now() + startMs; !existsSync(file); await sleep(50))
    if (Date.now() > until || server.exitCode !== null) throw new Error('The server does not begin.');
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Makes a project with a pipeline; answers the pipeline's address. */
function register(url: string, token: string): string {
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  writeFileSync(join(repository, 'azure-pipelines.yml'), 'trigger: none\nsteps:\n- checkout: none\n- bash: echo hi\n');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@localhost', ...args], { cwd: repository });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'first');
  const env = { ...process.env, MILLRACE_URL: url, MILLRACE_TOKEN: token };
  const ask = (...args: string[]) => execFileSync(process.execPath, [bundle(), ...args], { env });
  ask('projects', 'create', 'bench');
  ask('repositories', 'add', repository, '--project', 'bench', '--name', 'r');
  const yaml = ['--yaml-path', '/azure-pipelines.yml'];
  ask('pipelines', 'create', 'p', '--project', 'bench', '--repository', 'r', ...yaml);
  return `${url}/bench/_apis/pipelines/1`;
}
