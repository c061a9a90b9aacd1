/**
 * GET of a completed run, with a token, over 32 connections: requests a second and processor time against bare `node:http` with the same bytes;
 * and what both hold in memory before the first request. `node bench/http.ts [--rounds 7] [--secs 2]`, after `npm run build`; needs `wrk`.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { spread } from './support/processes.ts';
import { cpuSeconds, residentMib, type Served, serveBare, serveBundle } from './support/server.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, secs: { type: 'string', default: '2' } },
});

type Sample = { readonly perSecond: number; readonly cpuUs: number; readonly p99Ms: number };

const yaml = `trigger: none
jobs:
- job: Build
  steps:
${Array.from({ length: 12 }, (_, n) => `  - bash: echo step number ${n}\n    displayName: Step ${n}\n`).join('')}`;

await using seeded = await serveBundle(['--memory', '--emulator', '--no-agent']);
const idle = residentMib(seeded.pid);
const path = await seed(seeded);
const headers = { authorization: `Bearer ${seeded.token}` };
const text = await (await fetch(`${seeded.url}${path}`, { headers })).text();
await using bare = await serveBare(text);
const bareIdle = residentMib(bare.pid);
const targets = [
  { name: 'bare', server: bare, path: '/' },
  { name: 'millrace', server: seeded, path },
] as const;
const samples = new Map<string, Sample[]>(targets.map(({ name }) => [name, []]));
for (let round = -1; round < Number(values.rounds); round += 1) {
  for (const { name, server, path: asked } of round % 2 === 0 ? targets : targets.toReversed()) {
    const sample = load(server, asked);
    if (round >= 0) samples.get(name)?.push(sample);
  }
}
console.log(
  `http  idle memory: bare ${bareIdle.toFixed(0)} MiB, millrace ${idle.toFixed(0)} MiB  ${(idle / bareIdle).toFixed(2)} × bare`,
);
tell('requests/s', ({ perSecond }) => perSecond, 0);
tell('CPU µs', ({ cpuUs }) => cpuUs, 1);
tell('p99 ms', ({ p99Ms }) => p99Ms, 2);

function tell(what: string, of: (sample: Sample) => number, digits: number): void {
  const [floor = [], own = []] = targets.map(({ name }) => (samples.get(name) ?? []).map(of));
  const ratios = own.map((figure, round) => figure / (floor[round] ?? Number.NaN));
  console.log(
    `http  ${what}: bare ${spread(floor, digits)}, millrace ${spread(own, digits)}  ${spread(ratios, 2)} × bare`,
  );
}

/** Makes a completed run with the emulator's controls; answers its path. */
async function seed({ url, token }: Served): Promise<string> {
  const post = async (what: string, body: object): Promise<{ readonly id: number }> => {
    const json = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_millrace/${what}`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { id: number };
  };
  const pipeline = await post('pipelines', { project: 'bench', name: 'ci', yaml });
  const run = await post('runs', { project: 'bench', pipeline: 'ci' });
  return `/bench/_apis/pipelines/${pipeline.id}/runs/${run.id}?api-version=7.1`;
}

function load({ url, token, pid }: Served, asked: string): Sample {
  const before = cpuSeconds(pid);
  const args = [
    '-t1',
    '-c32',
    `-d${values.secs}s`,
    '--latency',
    '-H',
    `Authorization: Bearer ${token}`,
    `${url}${asked}`,
  ];
  const { stdout, error } = spawnSync('wrk', args, { encoding: 'utf8' });
  if (error !== undefined) throw new Error('This needs wrk, the load generator.', { cause: error });
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  const count = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const [, p99 = '', unit = 'ms'] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    cpuUs: ((cpuSeconds(pid) - before) * 1e6) / count,
    p99Ms: Number(p99) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? 1),
  };
}
