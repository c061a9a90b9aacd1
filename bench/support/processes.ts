import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A command line for a shell, and what it is called in the report. The first one of a list is the floor. */
export type Command = { readonly name: string; readonly line: string; readonly cwd?: string };

const bundleFile = fileURLToPath(new URL('../../dist/millrace.cjs', import.meta.url));

/** This Node, for a shell. */
export const node = `'${process.execPath}'`;

/** The bundled command line, for a shell; ends the bench when there is none. */
export function millrace(): string {
  return `${node} '${bundle()}'`;
}

/** The file of the bundled command line; ends the bench when there is none. */
export function bundle(): string {
  if (existsSync(bundleFile)) return bundleFile;
  console.error('There is no bundle yet: npm run build');
  process.exit(1);
}

/**
 * Times whole processes in rounds, every command once in each, the order turned from round to round so that whatever else the machine does
 * meets all alike. Prints milliseconds and the ratios to the floor, each ratio of two times of one round: the ratios are what to quote.
 */
export function compareProcesses(bench: string, commands: readonly Command[], rounds: number): void {
  const times = new Map(commands.map(({ name }) => [name, [] as number[]]));
  for (let round = -1; round < rounds; round += 1) {
    for (let i = 0; i < commands.length; i += 1) {
      const command = commands[(i + round + 1) % commands.length];
      if (command === undefined) continue;
      const took = timeOf(command);
      if (round >= 0) times.get(command.name)?.push(took);
    }
  }
  const floor = times.get(commands[0]?.name ?? '') ?? [];
  for (const [name, own] of times) {
    const ratios = own.map((ms, round) => ms / (floor[round] ?? Number.NaN));
    const against = own === floor ? '' : `  ${spread(ratios, 2)} × ${commands[0]?.name}`;
    console.log(`${bench}  ${name.padEnd(14)} ${spread(own, 1)} ms${against}`);
  }
}

function timeOf({ name, line, cwd }: Command): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync('/bin/sh', ['-c', line], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return ms;
}

/** Median, and in brackets the smallest and the largest. */
export function spread(numbers: readonly number[], digits: number): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (index: number) => (sorted[index] ?? Number.NaN).toFixed(digits);
  return `${at(Math.floor(sorted.length / 2))} (${at(0)}-${at(sorted.length - 1)})`;
}
