/*
 * The YAML reader against the `yaml` package, on the texts of a synthetic pipeline of 200 templates.
 *
 *     node bench/yaml-reader.ts [--rounds 9] [--templates 200]
 *
 * warm: MB/s in one process; cold: milliseconds of a whole process, bundled, that reads every file from disk.
 * Ratios are pair by pair of the same round, since the speed of a machine changes between rounds; the median is what to quote.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { LineCounter, parseDocument } from 'yaml';
import { SourceFile } from '../src/base/finding.ts';
import { readYaml } from '../src/syntax/read.ts';
import { largePipeline, writeFiles } from './support/pipeline.ts';

type Variant = { readonly name: string; readonly measure: () => number };

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, templates: { type: 'string', default: '200' } },
});
const rounds = Number(values.rounds);

function writeCorpus(folder: string, corpus: string): readonly string[] {
  const templates = [...largePipeline(Number(values.templates))].filter(([path]) => path.startsWith('/templates/'));
  writeFiles(folder, new Map(templates));
  // Read back, so that the texts are what a file gives: flat strings.
  return readdirSync(corpus).map(name => readFileSync(join(corpus, name), 'utf8'));
}

/** Milliseconds that something takes. */
function timed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function readAll(texts: readonly string[]): void {
  for (const text of texts) if (readYaml(new SourceFile('/t.yml', text)).root === undefined) throw new Error('unread');
}

function parseAll(texts: readonly string[]): void {
  for (const text of texts)
    if (parseDocument(text, { lineCounter: new LineCounter() }).errors.length > 0) throw new Error('unread');
}

/** Bundles a script that reads every file of `corpus` with `expression`, and returns its path. */
async function coldScript(
  folder: string,
  corpus: string,
  name: string,
  imports: string,
  expression: string,
): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  const contents = `import { readdirSync, readFileSync } from 'node:fs';
${imports}
for (const name of readdirSync(${JSON.stringify(corpus)})) {
  const text = readFileSync(${JSON.stringify(corpus)} + '/' + name, 'utf8');
  if (!(${expression})) throw new Error(name);
}`;
  const resolveDir = fileURLToPath(new URL('.', import.meta.url));
  await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
  });
  return outfile;
}

function timedProcess(...argv: string[]): number {
  return timed(() => {
    const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  });
}

/** Measures every variant once per round, each round beginning with another one. */
function interleave(variants: readonly Variant[]): Map<string, number[]> {
  const samples = new Map(variants.map(({ name }): [string, number[]] => [name, []]));
  for (let round = -2; round < rounds; round++) {
    variants.forEach((_, i) => {
      const variant = variants[(i + Math.max(round, 0)) % variants.length];
      const sample = variant?.measure() ?? Number.NaN;
      if (variant !== undefined && round >= 0) samples.get(variant.name)?.push(sample);
    });
  }
  return samples;
}

function summary(samples: readonly number[]): string {
  const sorted = samples.toSorted((a, b) => a - b);
  const show = (index: number): string => (sorted[index] ?? Number.NaN).toPrecision(3);
  return `${show(sorted.length >> 1)} (${show(0)}-${show(sorted.length - 1)})`;
}

function report(title: string, unit: string, samples: ReadonlyMap<string, readonly number[]>, base: string): void {
  const bases = samples.get(base) ?? [];
  for (const [name, own] of samples) {
    const ratio = name === base ? '' : `   ${name}/${base} ${summary(own.map((x, i) => x / (bases[i] ?? Number.NaN)))}`;
    console.log(`${title} ${name}: ${summary(own)} ${unit}${ratio}`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'yaml-reader-'));
try {
  const corpus = join(folder, 'templates');
  const texts = writeCorpus(folder, corpus);
  const megabytes = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  console.log(`# ${texts.length} files, ${megabytes.toFixed(3)} MB, node ${process.version}`);
  const speed = (run: () => void) => (): number => megabytes / (timed(run) / 1000);
  const warm = [
    { name: 'yaml', measure: speed(() => parseAll(texts)) },
    // Ten times, since one would be over before the clock has moved enough.
    { name: 'reader', measure: () => 10 * speed(() => Array.from({ length: 10 }, () => readAll(texts)))() },
  ];
  report('warm', 'MB/s', interleave(warm), 'yaml');

  const own = await coldScript(
    folder,
    corpus,
    'reader',
    "import { SourceFile } from '../src/base/finding.ts';\nimport { readYaml } from '../src/syntax/read.ts';",
    "readYaml(new SourceFile('/' + name, text)).root",
  );
  const theirs = await coldScript(
    folder,
    corpus,
    'yaml',
    "import { LineCounter, parseDocument } from 'yaml';",
    'parseDocument(text, { lineCounter: new LineCounter() }).contents',
  );
  const cold = [
    { name: 'yaml', measure: () => timedProcess(theirs) },
    { name: 'reader', measure: () => timedProcess(own) },
    { name: 'node', measure: () => timedProcess('-e', '0') },
  ];
  report('cold', 'ms', interleave(cold), 'yaml');
} finally {
  rmSync(folder, { recursive: true });
}
