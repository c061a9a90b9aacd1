import type { CoverageStatistic } from '../../wire/test-server.ts';

/** What the service calls the counters of coverage files, and their order in a summary. */
const labels: Readonly<Record<string, { readonly label: string; readonly position: number }>> = {
  CLASS: { label: 'Classes', position: 1 },
  METHOD: { label: 'Methods', position: 2 },
  INSTRUCTION: { label: 'Instructions', position: 3 },
  LINE: { label: 'Lines', position: 4 },
  BRANCH: { label: 'Branches', position: 5 },
  COMPLEXITY: { label: 'Complexity', position: 6 },
};

/** A counter under the service's name; none where it makes no sense. */
export function statisticOf(kind: string, total: number, covered: number): readonly CoverageStatistic[] {
  const label = Object.hasOwn(labels, kind) ? labels[kind] : undefined;
  return label !== undefined && total >= 0 && covered >= 0 ? [{ ...label, total, covered }] : [];
}
