// `npm run bench`: lists the benchmarks; `npm run bench -- NAME [flags]` runs one, `npm run bench -- all` one after the other.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runAtRoot } from './run.mjs';
import { node, root, setUpOrExit } from './setup.mjs';

await setUpOrExit();
const folder = join(root, 'bench');
const names = readdirSync(folder).flatMap(file => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
const [asked, ...flags] = process.argv.slice(2);
const chosen = asked === 'all' ? names : names.filter(name => name === asked);
if (chosen.length === 0) {
  for (const name of names) process.stdout.write(`${name.padEnd(12)}${summaryOf(name)}\n`);
  process.exitCode = asked === undefined ? 0 : 2;
} else {
  process.exitCode = await runAtRoot(node, [join('scripts', 'build.mjs')]);
  for (const name of process.exitCode === 0 ? chosen : []) {
    if (asked === 'all') process.stdout.write(`== ${name}\n`);
    process.exitCode ||= await run(node, [join(folder, `${name}.ts`), ...flags]);
  }
}

/** The first sentence of the comment that a benchmark begins with. */
function summaryOf(name) {
  const text = readFileSync(join(folder, `${name}.ts`), 'utf8');
  const comment = /^\/\*+\s*([\s\S]*?)\*\//.exec(text)?.[1] ?? '';
  return comment
    .replace(/\s*\n\s*\*?\s*/g, ' ')
    .replace(/^\* /, '')
    .split(/(?<=\.) /)[0];
}
