import type { Finding, Place, Span } from '../../base/finding.ts';
import { type TemplateFindingCode, wording } from '../wording.ts';

type Details<Code extends TemplateFindingCode> = Parameters<(typeof wording)[Code]>;

/** The service cuts what it finds while compiling after this many characters. */
const longestMessage = 500;

/** How many names a hint lists before it gives up being one. */
const listedNames = 24;

/** Where a finding is and how one got there; a node is one. */
export type Spot = { readonly span: Span; readonly via: readonly Span[] };

/** The same where there may be nothing to point at, such as the request for the first file. */
type LooseSpot = { readonly span: Span | undefined; readonly via: readonly Span[] };

/** Collects findings in the order in which they are met. Which of them carry a place is the service's choice. */
export class Report {
  readonly findings: Finding[] = [];

  at<Code extends TemplateFindingCode>({ span, via }: Spot, code: Code, ...details: Details<Code>): void {
    this.#add({ at: span, via }, code, details);
  }

  /** A message without a place, though there may be one. */
  unplaced<Code extends TemplateFindingCode>(spot: LooseSpot, code: Code, ...details: Details<Code>): void {
    this.#add({ at: undefined, ...aboutOf(spot) }, code, details);
  }

  /** A message about a whole file, because of what stands at the spot. */
  file<Code extends TemplateFindingCode>(file: string, spot: LooseSpot, code: Code, ...details: Details<Code>): void {
    this.#add({ at: { file }, ...aboutOf(spot) }, code, details);
  }

  /** Tells what would have been right in place of what was just reported. */
  hint(names: readonly string[]): void {
    const last = this.findings.pop();
    if (last === undefined) return;
    const isHelpful = names.length > 0 && names.length <= listedNames;
    this.findings.push(isHelpful ? { ...last, hint: `Expected: ${names.join(', ')}` } : last);
  }

  #add(
    where: { readonly at: Place; readonly via: readonly Span[]; readonly about?: Span },
    code: TemplateFindingCode,
    details: readonly unknown[],
  ): void {
    const words = wording[code] as (...details: readonly unknown[]) => string;
    const message = words(...details);
    const shown = message.length > longestMessage ? `${message.slice(0, longestMessage)}[...]` : message;
    this.findings.push({ code, severity: 'error', message: shown, ...where });
  }
}

function aboutOf({ span, via }: LooseSpot): Pick<Finding, 'via' | 'about'> {
  return span === undefined ? { via } : { via, about: span };
}
