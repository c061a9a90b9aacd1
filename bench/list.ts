/**
 * The list of 10,000 completed runs of a server on SQLite, against bare `node:http` that sends the same bytes in the same pieces: time, processor time,
 * and by how much memory grows. `node bench/list.ts [--rounds 15] [--runs 10000]`, after `npm run build`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spread } from './support/processes.ts';
import { seedRuns } from './support/seeded-runs.ts';
import { cpuSeconds, residentMib, type Served, serveBarePieces, serveBundle } from './support/server.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, runs: { type: 'string', default: '10000' } },
});
const data = mkdtempSync(join(tmpdir(), 'millrace-bench-list-'));
try {
  const path = await seedRuns(data, Number(values.runs));
  const first = await firstList(path);
  const { count } = JSON.parse(first.text) as { count: number };
  if (count !== Number(values.runs)) throw new Error(first.text.slice(0, 200));
  await using seeded = await serveBundle(['--no-agent'], data);
  const idle = residentMib(seeded.pid);
  await using bare = await serveBarePieces(Buffer.byteLength(first.text));
  await compare(seeded, bare, path);
  const afterwards = residentMib(seeded.pid);
  console.log(`list  first, nothing kept yet: ${first.ms.toFixed(0)} ms`);
  console.log(
    `list  memory: idle ${idle.toFixed(0)} MiB, after ${values.rounds} lists ${afterwards.toFixed(0)} MiB  +${(afterwards - idle).toFixed(0)} MiB`,
  );
} finally {
  rmSync(data, { recursive: true, force: true });
}

/** By a server of its own, so that what it writes has come to rest when others are measured. */
async function firstList(path: string): Promise<List> {
  await using server = await serveBundle(['--no-agent'], data);
  return await timed(server, path);
}

async function compare(seeded: Served, bare: Served, path: string): Promise<void> {
  const own: number[] = [];
  const floor: number[] = [];
  const before = cpuSeconds(seeded.pid);
  const beforeBare = cpuSeconds(bare.pid);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    floor.push((await timed(bare, '/')).ms);
    own.push((await timed(seeded, path)).ms);
  }
  const cpu = ((cpuSeconds(seeded.pid) - before) * 1000) / own.length;
  const bareCpu = ((cpuSeconds(bare.pid) - beforeBare) * 1000) / floor.length;
  const ratios = own.map((ms, round) => ms / (floor[round] ?? Number.NaN));
  console.log(`list  ms: bare ${spread(floor, 1)}, millrace ${spread(own, 1)}  ${spread(ratios, 2)} × bare`);
  console.log(`list  CPU ms: bare ${bareCpu.toFixed(1)}, millrace ${cpu.toFixed(1)}`);
}

/** One list: the whole text, and how long it took until its last byte was there. */
type List = { readonly ms: number; readonly text: string };

function timed({ url, token }: Served, path: string): Promise<List> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get(`${url}${path}`, { headers }, answer => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => void pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        const ms = performance.now() - begun;
        resolve({ ms, text: Buffer.concat(pieces).toString() });
      });
    }).on('error', reject);
  });
}
