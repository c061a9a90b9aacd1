import type { Finding, Span } from '../../base/finding.ts';
import { wording } from '../wording.ts';

export type AdviceCode = Extract<keyof typeof wording, `advice.${string}`>;

/** A doubt about a pipeline that the service takes without a word. */
export function warning<Code extends AdviceCode>(
  code: Code,
  at: { readonly span: Span; readonly via: readonly Span[] },
  ...details: Parameters<(typeof wording)[Code]>
): Finding {
  const words = wording[code] as (...details: readonly unknown[]) => string;
  return { code, severity: 'warning', message: words(...details), at: at.span, via: at.via };
}
