import type { Finding, Place, Span } from '../../base/finding.ts';
import { type TemplateFindingCode, wording } from '../wording.ts';

type Details<Code extends TemplateFindingCode> = Parameters<(typeof wording)[Code]>;

/** The service cuts what it finds while compiling after this many characters. */
const longestMessage = 500;

/** Where a finding is and how one got there; a node is one. */
export type Spot = { readonly span: Span; readonly via: readonly Span[] };

/** Collects findings in the order in which they are met. */
export class Report {
  readonly findings: Finding[] = [];

  /** Whether an error was found since there were `count` findings. */
  hasErrorsSince(count: number): boolean {
    return this.findings.slice(count).some(finding => finding.severity === 'error');
  }

  at<Code extends TemplateFindingCode>(spot: Spot, code: Code, ...details: Details<Code>): void {
    this.#add(spot.span, spot.via, code, details);
  }

  /** About a file, or about nothing in particular. */
  about<Code extends TemplateFindingCode>(
    place: Exclude<Place, Span>,
    via: readonly Span[],
    code: Code,
    ...details: Details<Code>
  ): void {
    this.#add(place, via, code, details);
  }

  #add(at: Place, via: readonly Span[], code: TemplateFindingCode, details: readonly unknown[]): void {
    const words = wording[code] as (...details: readonly unknown[]) => string;
    const message = words(...details);
    const shown = message.length > longestMessage ? `${message.slice(0, longestMessage)}[...]` : message;
    this.findings.push({ code, severity: 'error', message: shown, at, via });
  }
}
