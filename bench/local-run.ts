/**
 * `millrace run` against bash that runs the same scripts, one bash for each step: whole processes of the bundle. The log is a piped one.
 * `node bench/local-run.ts [--rounds 9] [--cases one,steps20,jobs50,chain10,log] [--lines 900000]`, after `npm run build`
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareProcesses, millrace } from './support/processes.ts';

type Job = { readonly name: string; readonly scripts: readonly string[] };
type Case = {
  readonly jobs: readonly Job[];
  readonly chained?: boolean;
  readonly parallel?: number;
  readonly piped?: boolean;
};

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    cases: { type: 'string', default: 'one,steps20,jobs50,chain10,log' },
    lines: { type: 'string', default: '900000' },
  },
});
const line = 'The quick brown fox jumps over the lazy dog 0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQR';
const many = <T>(length: number, make: (n: number) => T): T[] => Array.from({ length }, (_, n) => make(n));

const cases: Readonly<Record<string, Case>> = {
  one: { jobs: [{ name: 'j', scripts: ['echo hi'] }] },
  steps20: { jobs: [{ name: 'j', scripts: many(20, n => `echo step ${n}`) }] },
  jobs50: { jobs: many(50, n => ({ name: `j${n}`, scripts: [`echo job ${n}`] })), parallel: 2 },
  chain10: { jobs: many(10, n => ({ name: `j${n}`, scripts: [`echo stage ${n}`] })), chained: true },
  log: { jobs: [{ name: 'j', scripts: [`head -n ${values.lines} <(yes '${line}')`] }], piped: true },
};

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
try {
  for (const name of values.cases.split(',')) {
    const found = cases[name];
    if (found === undefined) throw new Error(`Cases: ${Object.keys(cases).join(', ')}`);
    measure(name, found);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(name: string, { jobs, chained = false, parallel = 1, piped = false }: Case): void {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'azure-pipelines.yml'), pipeline(jobs, chained));
  const scripts = jobs.flatMap(job => job.scripts);
  for (const [n, text] of scripts.entries()) writeFileSync(join(cwd, `${n}.sh`), `${text}\n`);
  const floor = scripts.map((_text, n) => `bash --noprofile --norc ${n}.sh`);
  const parallelFloor = `seq 0 ${scripts.length - 1} | sed 's/$/.sh/' | xargs -P ${parallel} -n 1 bash --noprofile --norc`;
  writeFileSync(join(cwd, 'floor.sh'), `${parallel > 1 ? parallelFloor : floor.join('\n')}\n`);
  const tail = piped ? ' | cat' : '';
  const commands = [
    { name: 'bash', line: `bash --noprofile --norc floor.sh${tail}`, cwd },
    { name: 'millrace', line: `${millrace()} run azure-pipelines.yml --root .${tail}`, cwd },
  ];
  compareProcesses(name.padEnd(8), commands, piped ? Math.min(5, Number(values.rounds)) : Number(values.rounds));
}

function pipeline(jobs: readonly Job[], chained: boolean): string {
  const jobText = ({ name, scripts }: Job, indent: string): string =>
    [
      `${indent}- job: ${name}`,
      `${indent}  steps:`,
      `${indent}  - checkout: none`,
      ...scripts.map(script => `${indent}  - bash: ${JSON.stringify(script)}`),
    ].join('\n');
  const body = chained
    ? ['stages:', ...jobs.flatMap(job => [`- stage: s_${job.name}`, '  jobs:', jobText(job, '  ')])]
    : ['jobs:', ...jobs.map(job => jobText(job, ''))];
  return `trigger: none\n${body.join('\n')}\n`;
}
