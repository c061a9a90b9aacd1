/** A place that breaks a rule, and what to do about it. `line` counts from 1. */
export type Violation = { readonly file: string; readonly line: number; readonly fix: string };

/** `file:line rule: fix`. */
export function printViolation(rule: string, { file, line, fix }: Violation): string {
  return `${file}:${line} ${rule}: ${fix}`;
}
