/**
 * How fast a step's output goes through the agent: cut into lines, searched for commands and secrets, stamped, written to a file. The floor is
 * `cat FILE | cat > OUT` on the same bytes, in turns with it.
 * `node bench/log-path.ts [--mb 100] [--rounds 5] [--secrets 10]`
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LineCutter } from '../src/agent/log/line-cutter.ts';
import { stampLines, stampNow } from '../src/agent/log/stamp.ts';
import { Masker } from '../src/agent/mask.ts';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '5' },
    secrets: { type: 'string', default: '10' },
  },
});

const lineText = 'The quick brown fox jumps over the lazy dog 0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQR';

/** Unlike each other from the first character on, 12 to 52 long, the same in every run. */
function makeSecrets(count: number): readonly string[] {
  let seed = 42;
  const random = (): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed;
  };
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-';
  return Array.from({ length: count }, (_, index) =>
    Array.from({ length: 12 + ((index * 4) % 41) }, () => signs.charAt(random() % signs.length)).join(''),
  );
}

/** One line in a thousand has a secret. */
function writeSource(path: string, sizeMb: number, secrets: readonly string[]): void {
  const count = Math.round((sizeMb * 1e6) / (lineText.length + 1));
  const lines = Array.from({ length: count }, (_, index) =>
    index % 1000 === 0 && secrets.length > 0
      ? `export TOKEN=${secrets[(index / 1000) % secrets.length]} and ${lineText.slice(0, 50)}`
      : lineText,
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
}

async function throughAgent(source: string, out: string, secrets: readonly string[]): Promise<void> {
  const masker = new Masker();
  for (const secret of secrets) masker.add(secret);
  const cutter = new LineCutter(masker);
  const file = openSync(out, 'w');
  const write = (lines: string): void => {
    if (lines === '' || lines.includes('##vso')) return;
    for (const piece of stampLines(masker.maskBytes(lines), stampNow()).pieces) writeSync(file, piece, null, 'latin1');
  };
  const child = spawn('cat', [source], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout) write(cutter.push(chunk));
  write(cutter.end());
  closeSync(file);
}

async function seconds(work: () => unknown): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function secretsIn(path: string, secrets: readonly string[]): string {
  return spawnSync('grep', ['-c', '-F', secrets.join('\n'), path], { encoding: 'utf8' }).stdout.trim();
}

const folder = mkdtempSync(join(tmpdir(), 'log-path-'));
try {
  const [source, out] = [join(folder, 'source'), join(folder, 'out')];
  const secrets = makeSecrets(Number(values.secrets));
  writeSource(source, Number(values.mb), secrets);
  const sizeMb = statSync(source).size / 1e6;
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    const floor = await seconds(() => spawnSync('/bin/sh', ['-c', `cat ${source} | cat > ${out}`]));
    const own = await seconds(() => throughAgent(source, out, secrets));
    if (round === 0) continue;
    ratios.push(floor / own);
    rates.push(sizeMb / own);
  }
  if (secrets.length > 0 && secretsIn(out, secrets) !== '0') throw new Error('Secrets came through.');
  console.log(
    `${sizeMb.toFixed(0)} MB, ${secrets.length} secrets: ${median(rates).toFixed(0)} MB/s, ${median(ratios).toFixed(2)} of cat | cat`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
