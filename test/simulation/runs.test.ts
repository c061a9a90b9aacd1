import { test } from 'node:test';
import { Random } from './random.ts';
import { SimulatedRun } from './simulated-run.ts';

const runs = Number(process.env.MILLRACE_SIMULATED_RUNS ?? 400);
const only = process.env.MILLRACE_SIMULATION_SEED;
const seeds = only === undefined ? Array.from({ length: runs }, (_, index) => index + 1) : [Number(only)];

test(`${seeds.length} simulated runs keep the rules and end, whatever happens to them`, () => {
  for (const seed of seeds) {
    try {
      new SimulatedRun(new Random(seed)).play();
    } catch (error) {
      const replay = `MILLRACE_SIMULATION_SEED=${seed} npm test -- test/simulation/runs.test.ts`;
      throw new Error(`${error instanceof Error ? error.message : String(error)}\nReplay it: ${replay}`, {
        cause: error,
      });
    }
  }
});
