import { createReadStream } from 'node:fs';
import type { CoverageStatistic } from '../../wire/test-server.ts';
import { readXml, type XmlElement, type XmlVisitor } from './xml-reader.ts';

/** What the service calls the counters of coverage files, and their order in a summary. */
const labels: Readonly<Record<string, { readonly label: string; readonly position: number }>> = {
  CLASS: { label: 'Classes', position: 1 },
  METHOD: { label: 'Methods', position: 2 },
  INSTRUCTION: { label: 'Instructions', position: 3 },
  LINE: { label: 'Lines', position: 4 },
  BRANCH: { label: 'Branches', position: 5 },
  COMPLEXITY: { label: 'Complexity', position: 6 },
};

/** The counters of a summary file, Cobertura or JaCoCo, told apart by its first element; empty for anything else. Throws an `XmlFault` for what is no XML. */
export async function readCoverage(file: string): Promise<readonly CoverageStatistic[]> {
  const statistics: CoverageStatistic[] = [];
  for await (const statistic of readXml(createReadStream(file), new CoverageVisitor())) statistics.push(statistic);
  return statistics;
}

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

  #jacoco({ type = '', missed, covered }: XmlElement['attributes']): void {
    if (Object.hasOwn(labels, type)) this.#add(type, Number(missed) + Number(covered), Number(covered));
  }

  /** Within a class's own `lines`; those of its methods are the same ones. */
  #line({ hits = '0' }: XmlElement['attributes']): void {
    this.#lines += 1;
    if (Number(hits) > 0) this.#coveredLines += 1;
  }

  #add(kind: string, total: number, covered: number): void {
    const label = labels[kind];
    if (label !== undefined && total >= 0 && covered >= 0) this.#found.push({ ...label, total, covered });
  }
}
