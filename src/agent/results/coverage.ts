import { createReadStream } from 'node:fs';
import type { CoverageStatistic } from '../../wire/test-server.ts';
import { statisticOf } from './coverage-counter.ts';
import { isLcov, readLcov } from './lcov.ts';
import { readXml, type XmlElement, type XmlVisitor } from './xml-reader.ts';

/**
 * The counters of a summary file: Cobertura, JaCoCo, Clover or OpenCover, told apart by their first elements, or lcov, by its name; empty for anything
 * else. Throws an `XmlFault` for what is no XML.
 */
export async function readCoverage(file: string): Promise<readonly CoverageStatistic[]> {
  if (isLcov(file)) return readLcov(file);
  const statistics: CoverageStatistic[] = [];
  for await (const statistic of readXml(createReadStream(file), new CoverageVisitor())) statistics.push(statistic);
  return statistics;
}

/** By kind of counter the attributes for how many there are, and how many of them are covered. */
type SumNames = Readonly<Record<string, readonly [total: string, covered: string]>>;

const clover: SumNames = {
  METHOD: ['methods', 'coveredmethods'],
  LINE: ['statements', 'coveredstatements'],
  BRANCH: ['conditionals', 'coveredconditionals'],
};

const openCover: SumNames = {
  CLASS: ['numClasses', 'visitedClasses'],
  METHOD: ['numMethods', 'visitedMethods'],
  LINE: ['numSequencePoints', 'visitedSequencePoints'],
  BRANCH: ['numBranchPoints', 'visitedBranchPoints'],
};

/** The sums that stand at the top of a file; the lines of a Cobertura file are counted where it has no sums. */
class CoverageVisitor implements XmlVisitor<CoverageStatistic> {
  #found: CoverageStatistic[] = [];
  #hasSums = false;
  #lines = 0;
  #coveredLines = 0;

  open({ name, attributes }: XmlElement, path: readonly string[]): void {
    if (name === 'coverage' && path.length === 1) this.#cobertura(attributes);
    else if (name === 'counter' && path[0] === 'report' && path.length === 2) this.#jacoco(attributes);
    else if (name === 'line' && path.at(-3) === 'class') this.#line(attributes);
    else if (name === 'metrics' && path.join('/') === 'coverage/project/metrics') this.#sums(attributes, clover);
    else if (name === 'Summary' && path.join('/') === 'CoverageSession/Summary') this.#sums(attributes, openCover);
  }

  text(): void {}

  close(_name: string, path: readonly string[]): void {
    if (path.length === 1 && path[0] === 'coverage' && !this.#hasSums && this.#lines > 0)
      this.#add('LINE', this.#lines, this.#coveredLines);
  }

  take(): readonly CoverageStatistic[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #cobertura(attributes: XmlElement['attributes']): void {
    for (const [kind, prefix] of [
      ['LINE', 'lines'],
      ['BRANCH', 'branches'],
    ] as const) {
      const [total, covered] = [Number(attributes[`${prefix}-valid`]), Number(attributes[`${prefix}-covered`])];
      if (!(total > 0)) continue;
      this.#hasSums ||= kind === 'LINE';
      this.#add(kind, total, covered);
    }
  }

  #sums(attributes: XmlElement['attributes'], names: SumNames): void {
    this.#hasSums = true;
    for (const [kind, [total, covered]] of Object.entries(names)) {
      const sum = Number(attributes[total]);
      if (sum > 0) this.#add(kind, sum, Number(attributes[covered]));
    }
  }

  #jacoco({ type = '', missed, covered }: XmlElement['attributes']): void {
    this.#add(type, Number(missed) + Number(covered), Number(covered));
  }

  /** Within a class's own `lines`; those of its methods are the same ones. */
  #line({ hits = '0' }: XmlElement['attributes']): void {
    this.#lines += 1;
    if (Number(hits) > 0) this.#coveredLines += 1;
  }

  #add(kind: string, total: number, covered: number): void {
    this.#found.push(...statisticOf(kind, total, covered));
  }
}
