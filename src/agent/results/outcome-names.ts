import { type TestOutcome, testOutcomes } from '../../wire/test-server.ts';

/** The outcomes by their names in lower case. */
export const testOutcomeNames: ReadonlyMap<string, TestOutcome> = new Map(
  testOutcomes.map(name => [name.toLowerCase(), name]),
);
