// `npm start`: the demonstration, with its options if there are any; `npm start -- COMMAND …`: any command of the command line.
import { join } from 'node:path';
import { run } from './run.mjs';
import { root, setUpOrExit } from './setup.mjs';

await setUpOrExit();
const args = process.argv.slice(2);
const [first = '--'] = args;
const isOfStart = first.startsWith('-') && !['--version', '-V', '--help', '-h'].includes(first);
process.exitCode = await run(join(root, 'millrace'), isOfStart ? ['start', ...args] : args);
