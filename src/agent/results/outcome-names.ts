import type { TestOutcome } from '../../wire/test-server.ts';

const names: readonly TestOutcome[] = [
  'Passed',
  'Failed',
  'NotExecuted',
  'Inconclusive',
  'Timeout',
  'Aborted',
  'Error',
  'Warning',
  'NotApplicable',
  'None',
];

/** The outcomes by their names in lower case. */
export const testOutcomeNames: ReadonlyMap<string, TestOutcome> = new Map(
  names.map(name => [name.toLowerCase(), name]),
);
