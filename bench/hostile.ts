/*
 * What `millrace preview` takes for pipelines made to exhaust it: time and peak memory of the whole process, and the first finding.
 *
 *     node bench/hostile.ts [--only TEXT] [--seconds 2] [--megabytes 300] [--bundle]
 *
 * `--bundle` measures what users have, after `npm run build`; otherwise the sources. Fails when a pipeline takes more than the limits, or does not end as it must. Measure on an otherwise idle machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type HostilePipeline, hostilePipelines } from '../test/fuzz/hostile-pipelines.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '2' },
    megabytes: { type: 'string', default: '300' },
    bundle: { type: 'boolean', default: false },
  },
});

const entry = fileURLToPath(
  new URL(values.bundle ? '../dist/millrace.cjs' : '../src/main/millrace.ts', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'millrace-hostile-'));
const peakFile = join(folder, 'peak');
const hook = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(peakFile)}, String(process.resourceUsage().maxRSS)));`;

function measure({ name, files, finding }: HostilePipeline): boolean {
  const root = join(folder, 'pipeline');
  rmSync(root, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files())) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  rmSync(peakFile, { force: true });
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [entry, 'preview', join(root, 'azure-pipelines.yml'), '--root', root],
    {
      env: { ...process.env, NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hook)}` },
      maxBuffer: 1 << 30,
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  const seconds = (performance.now() - start) / 1000;
  const megabytes = status === null ? Number.NaN : Number(readFileSync(peakFile, 'utf8')) / 1024;
  const isWithin = seconds <= Number(values.seconds) && megabytes <= Number(values.megabytes);
  const isExpected = finding === undefined ? status === 0 : status === 1 && stderr.startsWith(finding);
  const verdict = isWithin && isExpected ? 'ok' : isWithin ? 'UNEXPECTED' : 'TOO MUCH';
  const said = `${stderr.split('\n', 1)[0]?.slice(0, 100)}`;
  console.log(
    `${verdict.padEnd(11)}${seconds.toFixed(2).padStart(6)} s ${megabytes.toFixed(0).padStart(5)} MB  ${name}: ${said}`,
  );
  return isWithin && isExpected;
}

const chosen = hostilePipelines.filter(({ name }) => name.includes(values.only));
const failed = chosen.filter(pipeline => !measure(pipeline));
rmSync(folder, { recursive: true });
console.log(
  `${chosen.length - failed.length} of ${chosen.length} within ${values.seconds} s and ${values.megabytes} MB`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
