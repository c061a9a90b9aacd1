import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { World } from './support/world.ts';

async function accepting(world: World, query: string): Promise<(yaml: string) => boolean> {
  const answer = await world.call('GET', `/_apis/distributedtask/yamlschema${query}`);
  assert.equal(answer.statusCode, 200);
  const accepts = new Ajv({ strict: false, allowUnionTypes: true }).compile(answer.json<object>());
  return yaml => accepts(parse(yaml));
}

test('an editor reads the language as a JSON Schema', async () => {
  await using world = await World.open();
  const accepts = await accepting(world, '?api-version=7.1');
  assert.equal(accepts('steps:\n- script: echo hello'), true);
  assert.equal(accepts('steps:\n- scirpt: echo hello'), false);
  const old = await world.call('GET', '/_apis/distributedtask/yamlschema?api-version=4.0');
  assert.equal(old.statusCode, 400);
});

test('names of tasks are checked unless a client says that they are not', async () => {
  await using world = await World.open();
  const strict = await accepting(world, '');
  for (const name of ['CmdLine@2', 'cmdline@2', '"${{ parameters.task }}@1"'])
    assert.equal(strict(`steps:\n- task: ${name}\n  inputs: {script: a}`), true, name);
  assert.equal(strict('steps:\n- task: NoSuchTask@9'), false);
  const loose = await accepting(world, '?validateTaskNames=false');
  assert.equal(loose('steps:\n- task: NoSuchTask@9'), true);
  assert.equal(loose('steps:\n- task: ""'), false);
});
