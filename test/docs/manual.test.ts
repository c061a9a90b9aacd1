import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, runMillrace } from '../e2e/millrace-process.ts';
import { SamplePlace } from './sample-place.ts';
import { missingLine, type Sample, type ShownCommand, samplesOf } from './samples.ts';

const root = join(import.meta.dirname, '..', '..');
const manual = join(root, 'docs', 'manual');

/** The pages whose samples are shown with what they print. Those of the others have tests of their own. */
const pages = [
  ...[
    'running',
    'runs',
    'live',
    'pages',
    'graph',
    'deployments',
    'variables',
    'agentless',
    'steps',
    'agents',
    'projects',
    'definitions',
  ],
  ...['security', 'tasks', 'tasks-packages', 'warnings', 'local-resources'],
  ...['badges', 'ccmenu', 'curl', 'exporters', 'keda', 'node', 'terraform', 'tfx', 'vscode'].map(
    name => `client-${name}`,
  ),
];

/** A command that only asks a server: its answer may take a while to become what the page shows. */
const isQuestion = /^(curl (?!.* -(d|X) )|millrace runs )/;

for (const page of pages) {
  const samples = samplesOf(readFileSync(join(manual, `${page}.md`), 'utf8'));
  test(`${page}.md has samples`, () => assert.notEqual(samples.length, 0));
  for (const [index, sample] of samples.entries()) {
    test(`sample ${index + 1} of ${page}.md prints what the page says`, () => check(sample));
  }
}

test('a line that is not printed is found', () => {
  const [{ commands: [{ lines = [] } = {}] = [] } = {}] = samplesOf('```console\n$ ls\none\n…\ntwo … 3s\n```\n');
  assert.deepEqual(lines, ['one', 'two … 3s']);
  assert.equal(missingLine(lines, 'one\nother\ntwo and 10.5s\n'), undefined);
  assert.equal(missingLine(lines, 'A/job | two and 3s\nb | one\n'), undefined);
  assert.equal(missingLine(lines, 'two\none\n'), 'two … 3s');
  assert.equal(missingLine(['one', 'one'], 'one\n'), 'one');
});

test('the README shows how the run of the sample ends', async () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, summary = ''] = /^```\nRun \d.*?\n\n(.*?)^```/ms.exec(readme) ?? [];
  const { code, stdout } = await runMillrace(['run', join(root, 'sample', 'azure-pipelines.yml')]);
  assert.equal(code, 0);
  assert.notEqual(summary, '');
  assert.equal(missingLine(summary.trimEnd().split('\n'), stdout), undefined, stdout);
});

async function check({ files, commands }: Sample): Promise<void> {
  const texts = [...Object.values(files), ...commands.map(({ command }) => command)];
  const isServed = texts.some(text => text.includes('MILLRACE_URL') || isQuestion.test(text));
  await using place = await SamplePlace.open(files, isServed);
  for (const shown of commands) await checkCommand(place, shown);
}

async function checkCommand(place: SamplePlace, { command, lines }: ShownCommand): Promise<void> {
  const isExpected = (printed: string): boolean => missingLine(lines, printed) === undefined;
  const printed = isQuestion.test(command)
    ? await eventually(() => place.run(command), isExpected, 500)
    : await place.run(command);
  assert.ok(isExpected(printed), `${command}\nprints no '${missingLine(lines, printed)}':\n${printed}`);
  const failure = /^exit code \d+$/m.exec(printed)?.[0];
  if (failure !== undefined) assert.ok(lines.includes(failure), `${command}\n${failure}:\n${printed}`);
}
