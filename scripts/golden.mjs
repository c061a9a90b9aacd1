// `npm run golden`: the compiler's cases; with `--update` what it answers now is written into test/golden/, to be read before it is committed.
import { runAtRoot } from './run.mjs';
import { node, setUpOrExit } from './setup.mjs';

await setUpOrExit();
const args = process.argv.slice(2);
const update = args.includes('--update');
const others = args.filter(arg => arg !== '--update');
const env = update ? { UPDATE_GOLDEN: '1' } : {};
process.exitCode = await runAtRoot(node, ['--test', '--test-reporter=dot', ...others, 'test/plan/golden.test.ts'], env);
