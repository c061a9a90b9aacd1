/**
 * What a server holds in memory before its first request, against bare `node:http`: in memory, on SQLite, and with its agent, whose process is told
 * apart; and how long it takes until requests are accepted. `node bench/idle.ts [--rounds 5]`, after `npm run build`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { spread } from './support/processes.ts';
import { childrenOf, residentMib, serveBare, serveBundle } from './support/server.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });

type Idle = { readonly serverMib: number; readonly agentMib: number; readonly readyMs: number };

const kinds: Readonly<Record<string, readonly string[]>> = {
  'in memory': ['--memory', '--emulator', '--no-agent'],
  SQLite: ['--no-agent'],
  'SQLite and agent': [],
};
/** When an agent has said that it is there. */
const settledMs = 3_000;

/** Where compiled code is kept, for each kind its own, so that the first round of each is one without it. */
const caches = mkdtempSync(join(tmpdir(), 'millrace-bench-idle-'));
try {
  const bare: number[] = [];
  const found = new Map<string, Idle[]>(Object.keys(kinds).map(kind => [kind, []]));
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    await using floor = await serveBare('x'.repeat(2_500));
    await sleep(500);
    bare.push(residentMib(floor.pid));
    for (const [kind, flags] of Object.entries(kinds)) {
      process.env.XDG_CACHE_HOME = join(caches, kind.replaceAll(' ', '-'));
      found.get(kind)?.push(await idleOf(flags));
    }
  }
  console.log(`idle  bare ${spread(bare, 0)} MiB`);
  for (const [kind, [first, ...later]] of found) if (first !== undefined) tell(kind, bare, first, later);
} finally {
  rmSync(caches, { recursive: true, force: true });
}

async function idleOf(flags: readonly string[]): Promise<Idle> {
  const begun = performance.now();
  await using server = await serveBundle(flags);
  const readyMs = performance.now() - begun;
  await sleep(flags.includes('--no-agent') ? 500 : settledMs);
  const agentMib = childrenOf(server.pid).reduce((sum, pid) => sum + residentMib(pid), 0);
  return { serverMib: residentMib(server.pid), agentMib, readyMs };
}

function tell(kind: string, bare: readonly number[], first: Idle, later: readonly Idle[]): void {
  const [floor = Number.NaN] = bare;
  const ratios = later.map(({ serverMib }, round) => serverMib / (bare[round + 1] ?? Number.NaN));
  const server = spread(
    later.map(({ serverMib }) => serverMib),
    0,
  );
  const agents = later.map(({ agentMib }) => agentMib);
  const agent = agents.some(mib => mib > 0) ? `, its agent ${spread(agents, 0)} MiB` : '';
  console.log(`idle  ${kind}: ${server} MiB${agent}  ${spread(ratios, 2)} × bare`);
  console.log(
    `idle  ${kind}, without kept code: ${first.serverMib.toFixed(0)} MiB  ${(first.serverMib / floor).toFixed(2)} × bare`,
  );
  const ready = later.map(({ readyMs }) => readyMs);
  console.log(`idle  ${kind}: ready after ${spread(ready, 0)} ms, without kept code ${first.readyMs.toFixed(0)} ms`);
}
