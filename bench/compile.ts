/**
 * Compiling a pipeline of 201 files and about 900 KB (read, expand, check, plan, print) against only parsing the same texts with the `yaml`
 * package: cold as whole processes of the bundle, warm in this process, where the ratio is one of speeds and more is better.
 * `node bench/compile.ts [--rounds 9] [--templates 200]`, after `npm run build`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LineCounter, parseDocument } from 'yaml';
import { compile } from '../src/plan/compile.ts';
import { largePipeline, writeFiles } from './support/pipeline.ts';
import { compareProcesses, millrace, node, spread } from './support/processes.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, templates: { type: 'string', default: '200' } },
});
const rounds = Number(values.rounds);
const files = largePipeline(Number(values.templates));
const bytes = [...files.values()].reduce((sum, text) => sum + text.length, 0);
console.log(`${files.size} files, ${bytes} bytes`);
cold();
warm();

function cold(): void {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    writeFiles(folder, files);
    const parser = join(folder, 'parse.cjs');
    const yaml = fileURLToPath(import.meta.resolve('yaml'));
    writeFileSync(parser, parserProgram(yaml, [...files.keys()]));
    const ours = `${millrace()} preview azure-pipelines.yml --root ${folder} --max-files ${files.size}`;
    const commands = [
      { name: 'yaml', line: `exec ${node} ${parser}`, cwd: folder },
      { name: 'millrace', line: `exec ${ours}`, cwd: folder },
    ];
    compareProcesses('cold', commands, rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parserProgram(yaml: string, paths: readonly string[]): string {
  return `const { LineCounter, parseDocument } = require(${JSON.stringify(yaml)});
const { readFileSync } = require('node:fs');
for (const path of ${JSON.stringify(paths)}) parseDocument(readFileSync('.' + path, 'utf8'), { lineCounter: new LineCounter() });
`;
}

function warm(): void {
  const texts = [...files.values()];
  const reader = {
    read: (_repository: unknown, path: string) => {
      const text = files.get(path);
      return text === undefined ? undefined : ({ found: true, text } as const);
    },
  };
  const rates = { yaml: [] as number[], millrace: [] as number[] };
  const ratios: number[] = [];
  for (let round = -3; round < rounds; round += 1) {
    const floor = rate(() => {
      for (const text of texts) parseDocument(text, { lineCounter: new LineCounter(), keepSourceTokens: false });
    });
    const own = rate(() => {
      const { finalYaml } = compile({ path: '/azure-pipelines.yml', reader, maxFiles: files.size });
      if (finalYaml === undefined) throw new Error('The pipeline is invalid.');
    });
    if (round < 0) continue;
    rates.yaml.push(floor);
    rates.millrace.push(own);
    ratios.push(own / floor);
  }
  console.log(`warm  yaml           ${spread(rates.yaml, 1)} MB/s`);
  console.log(`warm  millrace       ${spread(rates.millrace, 1)} MB/s  ${spread(ratios, 2)} × yaml`);
}

/** Megabytes of the pipeline in a second. */
function rate(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return bytes / 1e6 / (Number(process.hrtime.bigint() - start) / 1e9);
}
