import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { withConfigFile } from '../../src/cli/config-file.ts';
import { commandNames, runCli } from '../../src/cli/program.ts';
import { fakeDoors } from './support/fake-doors.ts';
import { FakeIo } from './support/fake-io.ts';
import { folderWith } from './support/folder.ts';

const pipeline = 'parameters:\n- name: who\n  type: string\nsteps:\n- script: echo ${{ parameters.who }}\n';

async function preview(config: string, { env = {}, args = [] }: { env?: FakeIo['env']; args?: string[] } = {}) {
  using folder = folderWith({ 'azure-pipelines.yml': pipeline, 'millrace.config.json': config });
  const io = new FakeIo({ cwd: folder.path, env });
  const code = await runCli(['preview', ...args], io, fakeDoors());
  return { code, said: /script: echo (.*)$/m.exec(io.out.text)?.[1], err: io.err.text.replaceAll(folder.path, 'W') };
}

describe('the config file', () => {
  const config = JSON.stringify({ parameters: { who: 'file' } });

  test('gives flags, after the variables, which come after the command line', async () => {
    const env = { MILLRACE_PARAMETERS: 'who=variable' };
    assert.equal((await preview(config)).said, 'file');
    assert.equal((await preview(config, { env })).said, 'variable');
    assert.equal((await preview(config, { env, args: ['--parameter', 'who=line'] })).said, 'line');
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['{"parametres": {}}', "millrace: W/millrace.config.json: there is no flag for 'parametres'.\n"],
    ['[]', 'millrace: W/millrace.config.json must hold an object of flags.\n'],
    [
      '{"port": null}',
      "millrace: W/millrace.config.json: 'port' is a text, a number, true or false, a list or an object.\n",
    ],
    ['{', 'millrace: W/millrace.config.json is not JSON: '],
  ];
  for (const [text, message] of wrong) {
    test(`${text} is wrong usage`, async () => {
      const { code, err } = await preview(text);
      assert.equal(code, 2);
      assert.ok(err.startsWith(message), err);
    });
  }

  test('holds numbers, switches, lists and pairs as their variables would', () => {
    const text = JSON.stringify({
      port: 0,
      noAgent: true,
      stages: ['A', 'B'],
      variables: { a: '1', b: '2=3' },
      readyFile: 'r',
    });
    using folder = folderWith({ 'millrace.config.json': text });
    assert.deepEqual(withConfigFile(new FakeIo({ cwd: folder.path })).env, {
      MILLRACE_PORT: '0',
      MILLRACE_NO_AGENT: 'true',
      MILLRACE_STAGES: 'A\nB',
      MILLRACE_VARIABLES: 'a=1\nb=2=3',
      MILLRACE_READY_FILE: 'r',
    });
  });

  test('is looked for up to the top of the repository and no further', () => {
    using folder = folderWith({ 'millrace.config.json': '{"port": 1}', 'in/.git/': '', 'in/a/b/': '', 'out/a/': '' });
    const found = (...path: string[]) =>
      withConfigFile(new FakeIo({ cwd: join(folder.path, ...path) })).env.MILLRACE_PORT;
    assert.deepEqual([found(), found('in', 'a', 'b'), found('out', 'a')], ['1', undefined, undefined]);
    using repository = folderWith({ 'millrace.config.json': '{"port": 2}', '.git/': '', 'a/b/': '' });
    assert.equal(withConfigFile(new FakeIo({ cwd: join(repository.path, 'a', 'b') })).env.MILLRACE_PORT, '2');
  });

  test('may be another one, which must then be there', async () => {
    using folder = folderWith({ 'other.json': '{"port": 3}' });
    const io = (name: string) => new FakeIo({ cwd: folder.path, env: { MILLRACE_CONFIG: name } });
    assert.equal(withConfigFile(io('other.json')).env.MILLRACE_PORT, '3');
    assert.equal(await runCli(['preview'], io('none.json'), fakeDoors()), 2);
  });

  test('takes every flag of every command', async () => {
    const names = new Set<string>();
    const asked: string[][] = commandNames.map(name => [name]);
    for (const words of asked) {
      const io = new FakeIo();
      await runCli([...words, '--help'], io, fakeDoors());
      for (const [, name = ''] of io.out.text.matchAll(/\[MILLRACE_([A-Z_]+)/g)) names.add(name);
      const commands = io.out.text.split(/^Commands:$/m)[1]?.split(/^\S/m)[0] ?? '';
      for (const [, name = ''] of commands.matchAll(/^ {2}([a-z-]+)/gm)) asked.push([...words, name]);
    }
    assert.ok(names.size > 25, [...names].join(' '));
    const keys = [...names].map(name => name.toLowerCase().replace(/_[a-z]/g, part => part.slice(1).toUpperCase()));
    using folder = folderWith({
      'millrace.config.json': JSON.stringify(Object.fromEntries(keys.map(key => [key, 'true']))),
    });
    const io = new FakeIo({ cwd: folder.path });
    assert.equal(await runCli(['--help'], io, fakeDoors()), 0, io.err.text);
    const { env } = withConfigFile(io);
    assert.deepEqual(Object.keys(env).sort(), [...names].map(name => `MILLRACE_${name}`).sort());
  });
});
