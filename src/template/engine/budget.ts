import type { Span } from '../../base/finding.ts';
import { compilationWorkBytes, expansionBytes, expansionDepth } from '../../base/limits.ts';
import { Halt } from './halt.ts';
import type { Report } from './report.ts';

/** The service's estimate of an object's size, and of a text's beyond its characters, in bytes. */
const objectBytes = 24;
const textBytes = 26;

/** What looking at one thing more is charged as. */
const visitBytes = 8;

/** Keeps the expansion within its limits of size and depth; beyond them it reports and halts everything. */
export class Budget {
  readonly #report: Report;
  #bytes = 0;
  #workBytes = 0;
  #depth = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  addText(text: string): void {
    this.#add(objectBytes + textBytes + 2 * text.length);
  }

  /** For work that leaves nothing behind, such as listing all variables for one expression. */
  addVisits(count: number): void {
    this.#add(visitBytes * count);
  }

  addObject(): void {
    this.#add(objectBytes);
  }

  /** For what expressions make on the way to their values: it is gone again, but took its time. */
  readonly addWork = (bytes: number): void => {
    this.#workBytes += bytes;
    if (this.#workBytes > compilationWorkBytes) this.#refuse();
  };

  /** Goes one collection or template deeper; `leave` must follow unless this halts. */
  enter(file: string, via: readonly Span[]): void {
    this.#depth += 1;
    if (this.#depth <= expansionDepth) return;
    this.#report.file(file, { span: undefined, via }, 'template.too-deep');
    throw new Halt('everything');
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** What `leave` would have done, after an evaluation that was ended halfway. */
  get depth(): number {
    return this.#depth;
  }

  resetDepth(depth: number): void {
    this.#depth = depth;
  }

  #add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > expansionBytes) this.#refuse();
  }

  #refuse(): never {
    this.#report.file('__built-in-schema.yml', { span: undefined, via: [] }, 'template.too-large');
    throw new Halt('everything');
  }
}
