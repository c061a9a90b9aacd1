import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'catalogue.mjs');
const folder = mkdtempSync(join(tmpdir(), 'millrace-catalogue-'));
after(() => rmSync(folder, { recursive: true }));

const copyTask = {
  id: '11111111-2222-3333-4444-555555555555',
  name: 'Copy',
  friendlyName: 'Copy things',
  version: { Major: 2, Minor: 1, Patch: 0 },
  inputs: [
    { name: 'From', aliases: ['source'], type: 'filePath', required: true },
    { name: 'flat', type: 'boolean', required: true, defaultValue: 'false' },
    { name: 'mode', type: 'pickList', required: false, options: { fast: 'Fast', safe: 'Safe' } },
    { name: 'retries', type: 'string', required: true, visibleRule: 'mode = safe' },
  ],
};

const vendorSchema = {
  definitions: {
    task: {
      anyOf: [
        taskOf('Copy@1', { source: { type: 'string', aliases: ['From'] } }, ['source']),
        taskOf('Copy@2', { other: { type: 'string' } }, []),
        taskOf('Greet@0', { loudly: { type: 'boolean' }, tone: { enum: ['warm', 'cold'] } }, ['tone']),
      ],
    },
  },
};

function taskOf(reference: string, properties: object, required: readonly string[]): object {
  return { properties: { task: { pattern: `^${reference}$` }, inputs: { properties, required } } };
}

function run(...args: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  return spawnSync(process.execPath, [script, '--out', folder, ...args], { encoding: 'utf8' });
}

function dataLines(file: string): readonly string[] {
  return (
    readFileSync(join(folder, file), 'utf8')
      .split(/ = `|`;/)[1]
      ?.trim()
      .split('\n') ?? []
  );
}

describe('the script that makes the catalogue of tasks', () => {
  const tasks = join(folder, 'Tasks');
  const schema = join(folder, 'schema.json');
  mkdirSync(join(tasks, 'CopyV2'), { recursive: true });
  writeFileSync(join(tasks, 'CopyV2', 'task.json'), `\uFEFF${JSON.stringify(copyTask)}`);
  writeFileSync(schema, JSON.stringify(vendorSchema));
  const inputs = ['--tasks', tasks, '--schema', schema];

  test('joins task.json files with the service’s schema, task.json first', () => {
    assert.equal(run(...inputs).status, 0);
    assert.deepEqual(dataLines('built-in-tasks.ts'), [
      'Copy|11111111-2222-3333-4444-555555555555|Copy things|1:source=From;2:source=From',
      'Greet|||0',
    ]);
    assert.deepEqual(dataLines('built-in-inputs.ts'), [
      '["Copy",[[1,[["From","S"]]],[2,[["From","S"],["flat","b"],["mode",["fast","safe"]],["retries","s"]]]]]',
      '["Greet",[[0,[["loudly","b"],["tone",[null,"warm","cold"]]]]]]',
    ]);
  });

  test('takes the same facts as one JSON object a line', () => {
    const lines = join(folder, 'tasks.jsonl');
    writeFileSync(lines, `${JSON.stringify({ ...copyTask, version: '2.1.0' })}\n`);
    assert.equal(run('--check', '--tasks', lines, '--schema', schema).status, 0);
  });

  test('says with --check what is out of date, and leaves it', () => {
    assert.equal(run('--check', ...inputs).status, 0);
    const { status, stderr } = run('--check', '--tasks', tasks);
    assert.equal(status, 1);
    assert.match(stderr, /out of date: built-in-tasks\.ts, built-in-inputs\.ts/);
    assert.equal(run('--check', ...inputs).status, 0);
  });

  test('asks for something to read', () => assert.equal(run().status, 2));
});

const { CATALOGUE_TASKS, CATALOGUE_SCHEMA } = process.env;
const skip = CATALOGUE_TASKS && CATALOGUE_SCHEMA ? false : 'CATALOGUE_TASKS and CATALOGUE_SCHEMA are not set';

test('the committed catalogue is what the vendor’s files make', { skip }, () => {
  const given = ['--tasks', CATALOGUE_TASKS ?? '', '--schema', CATALOGUE_SCHEMA ?? ''];
  const { status, stderr } = spawnSync(process.execPath, [script, '--check', ...given], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});
