import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { CoverageStatistic } from '../../wire/test-server.ts';
import { statisticOf } from './coverage-counter.ts';

/** Whether a file is a tracefile of lcov, by its name: `lcov.info`, `coverage.lcov`. */
export function isLcov(file: string): boolean {
  return /\.(info|lcov)$/i.test(basename(file));
}

/** The tags that count what a source file has and what of it is covered. */
const counters: Readonly<Record<string, readonly [kind: string, isCovered: boolean]>> = {
  FNF: ['METHOD', false],
  FNH: ['METHOD', true],
  LF: ['LINE', false],
  LH: ['LINE', true],
  BRF: ['BRANCH', false],
  BRH: ['BRANCH', true],
};

/** The sums of a tracefile over all of its source files; empty where it has none. */
export async function readLcov(file: string): Promise<readonly CoverageStatistic[]> {
  const sums = new Map<string, { total: number; covered: number }>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [, tag = '', text = ''] = /^([A-Z]{2,3}):(\d{1,12})$/.exec(line) ?? [];
    const counter = Object.hasOwn(counters, tag) ? counters[tag] : undefined;
    if (counter === undefined) continue;
    const [kind, isCovered] = counter;
    const sum = sums.get(kind) ?? { total: 0, covered: 0 };
    sum[isCovered ? 'covered' : 'total'] += Number(text);
    sums.set(kind, sum);
  }
  return [...sums].flatMap(([kind, { total, covered }]) => (total > 0 ? statisticOf(kind, total, covered) : []));
}
