import { type Arbitrary, assert as holds, property } from 'fast-check';

const seconds = Number(process.env.MILLRACE_FUZZ_SECONDS ?? 0);
const seed = Number(process.env.MILLRACE_FUZZ_SEED ?? (seconds > 0 ? Date.now() % 2 ** 31 : 20_261_124));

/**
 * Checks a property on `runs` random inputs, always the same ones; with MILLRACE_FUZZ_SECONDS on other ones each time, for as long as that
 * says. A failure prints the seed (for MILLRACE_FUZZ_SEED) and the smallest input that fails.
 */
export function forAll<Input>(inputs: Arbitrary<Input>, runs: number, check: (input: Input) => void): void {
  const budget = seconds > 0 ? { numRuns: 1_000_000_000, interruptAfterTimeLimit: seconds * 1000 } : { numRuns: runs };
  holds(
    property(inputs, input => {
      check(input);
    }),
    { seed, ...budget },
  );
}
