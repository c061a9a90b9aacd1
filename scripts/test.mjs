// `npm test`: all tests; `npm test -- FILE…`: these. Anything that starts with `-` goes to Node's test runner.
import { availableParallelism } from 'node:os';
import { runAtRoot } from './run.mjs';
import { node, setUpOrExit } from './setup.mjs';

await setUpOrExit();
const args = process.argv.slice(2);
const files = args.some(arg => !arg.startsWith('-')) ? [] : ['test/**/*.test.ts'];
// The runner's own default leaves one processor free, which on two means one file after the other.
const concurrency = `--test-concurrency=${availableParallelism()}`;
process.exitCode = await runAtRoot(node, ['--test', concurrency, ...args, ...files]);
