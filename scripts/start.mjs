// `npm start`: the demonstration; `npm start -- COMMAND …`: any command of the command line.
import { join } from 'node:path';
import { run } from './run.mjs';
import { root, setUpOrExit } from './setup.mjs';

await setUpOrExit();
const args = process.argv.slice(2);
process.exitCode = await run(join(root, 'millrace'), args.length === 0 ? ['start'] : args);
