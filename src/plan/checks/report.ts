import type { Finding, Span } from '../../base/finding.ts';
import { type PlanFindingCode, wording } from '../wording.ts';

/** A finding of the service's last pass, whose messages name stages and jobs in place of a file and line. */
export function planError<Code extends Exclude<PlanFindingCode, `advice.${string}`>>(
  code: Code,
  about: Span | undefined,
  ...details: Parameters<(typeof wording)[Code]>
): Finding {
  const words = wording[code] as (...details: readonly unknown[]) => string;
  return { code, severity: 'error', message: words(...details), at: undefined, via: [], ...(about && { about }) };
}
