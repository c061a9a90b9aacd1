import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serviceImage, stepsImage, withoutContainers } from '../agent/containers.ts';
import { runMillrace } from './millrace-process.ts';

/** Runs a pipeline with `millrace run`. */
async function runPipeline(yaml: string, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  try {
    const file = join(folder, 'azure-pipelines.yml');
    await writeFile(file, yaml);
    return await runMillrace(['run', file, '--root', folder, ...flags], env);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const withContainers = `
resources:
  containers:
  - container: box
    image: ${stepsImage}
    localImage: true
    mapDockerSocket: false
    env: { GREETING: hello }
  - container: web
    image: ${serviceImage}
    localImage: true
variables: { image: box }
container: $[ variables['image'] ]
services:
  site: web
steps:
- checkout: none
- bash: echo "$GREETING from $PWD and $(wget -q -O - http://site/)"
- bash: echo "out of the container in $PWD"
  target: host
`;

test('a pipeline runs in a container beside its services', { skip: withoutContainers }, async () => {
  const { code, stdout } = await runPipeline(withContainers);
  assert.match(stdout, /hello from \/__w\/1\/s and hello from the service/);
  assert.match(stdout, /out of the container in \/(?!__w)/);
  assert.equal(code, 0);
});

for (const [index, lines] of [
  ['hello from /__w/1/s', 'hello from the service', 'the machine itself'],
  [
    'build-box has /opt/tool, no way to write to data, none to tools',
    'no engine in here',
    'copied in the container, seen on the machine, passwd',
  ],
].entries()) {
  test(`sample ${index + 1} of the manual runs`, { skip: withoutContainers }, async () => {
    const manual = await readFile(new URL('../../docs/manual/containers.md', import.meta.url), 'utf8');
    const [, sample = ''] = [...manual.matchAll(/```yaml\n([^`]*)```/g)][index] ?? [];
    const { code, stdout } = await runPipeline(sample);
    for (const line of lines) assert.ok(stdout.includes(`${line}\n`), stdout);
    assert.equal(code, 0);
  });
}

test('what the engine says while it makes containers ready is shown', { skip: withoutContainers }, async () => {
  const { code, stdout } = await runPipeline('container: localhost:1/nothing:1\nsteps:\n- bash: echo never\n');
  assert.match(stdout, /^==> Job \/ Initialize containers$/m);
  assert.match(stdout, /^##\[command\].* pull localhost:1\/nothing:1$/m);
  assert.match(stdout, /connection refused/);
  assert.match(stdout, /^##\[error\](Docker|Podman) pull failed with exit code \d+$/m);
  assert.doesNotMatch(stdout, /^never$/m);
  assert.equal(code, 1);
});

const hosted = `
pool: { vmImage: windows-latest }
steps:
- checkout: none
- bash: echo "in $PWD"
`;

test('a hosted image runs in the container that --image gives', { skip: withoutContainers }, async () => {
  const { code, stdout } = await runPipeline(hosted, ['--image', `windows-latest=${stepsImage}`]);
  assert.match(stdout, /^in \/__w\/1\/s$/m);
  assert.equal(code, 0);
});

test('a hosted image of another system is refused before the first job, or runs here where --image says so', async () => {
  const image = process.platform === 'win32' ? 'ubuntu-latest' : 'windows-latest';
  const yaml = hosted.replace('windows-latest', image);
  const refused = await runPipeline(yaml);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, new RegExp(`The image ${image} is of another system than this machine\\.`));
  const here = await runPipeline(yaml, ['--image', `${image}=host`]);
  assert.equal(here.code, 0);
});

test('without a container engine nothing of the pipeline begins', async () => {
  const { code, stdout, stderr } = await runPipeline(withContainers, [], {
    MILLRACE_CONTAINER_ENGINE: 'no-such-engine',
  });
  assert.equal(code, 1);
  assert.match(stderr, /The pipeline uses containers\. This machine has no container engine/);
  assert.doesNotMatch(stdout, /==>/);
});
