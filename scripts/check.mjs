// `npm run check`: types, lint and format, and the rules of this code base that no tool knows. All are run even if one fails.
import { join } from 'node:path';
import { runAtRoot } from './run.mjs';
import { node, root, setUpOrExit } from './setup.mjs';

await setUpOrExit();
const bin = name => join(root, 'node_modules', '.bin', name);
const checks = [
  ['types', bin('tsc'), ['--project', '.']],
  ['lint', bin('biome'), ['check', ...process.argv.slice(2)]],
  ['tidy', node, ['--test', '--test-reporter=dot', 'test/tidy.test.ts']],
];
const failed = [];
for (const [name, program, args] of checks) {
  process.stderr.write(`== ${name}\n`);
  if ((await runAtRoot(program, args)) !== 0) failed.push(name);
}
if (failed.length > 0) process.stderr.write(`failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
