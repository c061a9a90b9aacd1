import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shippedTasks } from '../../src/tasks/shipped.ts';
import { assertRun, Workshop } from './pipeline.ts';

const manual = readFileSync(fileURLToPath(new URL('../../docs/manual/tasks-shipped.md', import.meta.url)), 'utf8');
const samples = [...manual.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml = '']) => yaml);
const files = { 'repo/src/a.txt': 'a', 'repo/src/draft-b.txt': 'b' };
const path = `${join(process.execPath, '..')}:${process.env.PATH}`;

const withoutEngine =
  spawnSync('docker', ['info'], { stdio: 'ignore' }).status !== 0 && 'no container engine answers on this machine';

test('the manual has samples', () => assert.ok(samples.length > 1));

for (const [index, yaml] of samples.entries()) {
  const skip = yaml.includes('Docker@2') && withoutEngine;
  test(`sample ${index + 1} of the manual runs`, { skip }, async () => {
    await using workshop = await Workshop.open(files);
    assertRun(await workshop.run(yaml, { env: { PATH: path } }), 0);
  });
}

test('the manual names every shipped task', () => {
  for (const [name, , major] of shippedTasks) assert.ok(manual.includes(`${name}@${major}`), name);
});
