import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ContainerSpec } from '../../src/agent/container/container-spec.ts';
import { createCall } from '../../src/agent/container/create-args.ts';
import { PathMap } from '../../src/agent/container/mounts.ts';
import { splitWords } from '../../src/agent/container/split-words.ts';
import { isProcessGone, processIdentity } from '../../src/agent/process/process-identity.ts';
import { container } from './containers.ts';

describe('the options of a container', () => {
  const cases: readonly [text: string, words: readonly string[]][] = [
    ['', []],
    ['  --privileged   -m 1g ', ['--privileged', '-m', '1g']],
    ['--health-cmd "redis-cli ping" -e A=\'b c\'', ['--health-cmd', 'redis-cli ping', '-e', 'A=b c']],
    ['-e "say \\"hi\\" \\$HOME" \\"x', ['-e', 'say "hi" $HOME', '"x']],
    ['--label a="b c"d', ['--label', 'a=b cd']],
    ["'' x", ['', 'x']],
    ['"never closed', ['never closed']],
    ['ends with \\', ['ends', 'with', '\\']],
  ];
  for (const [text, words] of cases) {
    test(`${JSON.stringify(text)} is ${words.length} words`, () => assert.deepEqual(splitWords(text), words));
  }
});

describe('paths', () => {
  const mounts = [{ name: 'work', outside: '/agent/work/1', inside: '/__w/1', readOnly: false }] as const;
  const paths = new PathMap(mounts, '/agent/work');
  const cases: readonly [outside: string, inside: string][] = [
    ['/agent/work/1/s/a', '/__w/1/s/a'],
    ['/agent/work/1', '/__w/1'],
    ['/agent/work/10', '/__w/10'],
    ['/agent/workshop', '/agent/workshop'],
    ['see /agent/work/1', 'see /agent/work/1'],
  ];
  for (const [outside, inside] of cases) {
    test(`${outside} is ${inside} inside, and back`, () => {
      assert.equal(paths.inside(outside), inside);
      assert.equal(paths.outside(inside), outside);
    });
  }
});

describe('the call that makes a container', () => {
  const place = { labels: ['x=y'], network: 'net', mounts: [] };
  const call = (change: Partial<ContainerSpec['properties']>, role: ContainerSpec['role'] = 'job') => {
    const { properties } = container('box', change);
    return createCall({ alias: 'box', role, networkAlias: undefined, properties, endpoint: undefined }, place);
  };

  test('hands values over in its environment, by name alone', () => {
    const { args, env } = call({ env: { TOKEN: 'hush', FROM_HOST: '' } });
    assert.equal(args.join(' ').includes('hush'), false);
    assert.match(args.join(' '), / -e TOKEN -e FROM_HOST /);
    assert.deepEqual(env, { TOKEN: 'hush' });
  });

  test("gives a variable that is the engine's own on the command line", () => {
    const { args, env } = call({ env: { DOCKER_HOST: 'tcp://elsewhere', PATH: '/bin' } });
    assert.match(args.join(' '), / -e DOCKER_HOST=tcp:\/\/elsewhere -e PATH=\/bin /);
    assert.deepEqual(env, {});
  });

  test("maps the engine's socket into containers of steps only, where asked", () => {
    const maps = (on: boolean, role: ContainerSpec['role']) =>
      call({ mapDockerSocket: on }, role).args.includes('/var/run/docker.sock:/var/run/docker.sock');
    assert.deepEqual([maps(true, 'job'), maps(false, 'job'), maps(true, 'service')], [true, false, false]);
  });

  test('leaves to a service what it runs', () => {
    assert.equal(call({}, 'service').args.at(-1), 'millrace-test/steps:1');
    assert.deepEqual(call({}).args.slice(-3), ['millrace-test/steps:1', 'sleep', 'infinity']);
  });
});

test('a process is gone when it has ended, or another has its id', () => {
  const mine = processIdentity();
  assert.equal(isProcessGone(mine), false);
  assert.equal(isProcessGone(`${mine}0`), true);
  assert.equal(isProcessGone(mine.replace(/^[^/]+/, 'elsewhere')), false);
  assert.equal(isProcessGone('nonsense'), false);
});
