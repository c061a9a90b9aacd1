import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bareImage, docker, inContainer, stepsImage, withoutContainers } from './containers.ts';
import { bash, jobRequest, runTestJob, type StepChange, TemporaryFolder } from './job.ts';

test('a task package runs in the container of its step', { skip: withoutContainers }, async () => {
  using folder = new TemporaryFolder();
  const id = '0f1e2d3c-0000-4000-8000-00000000000c';
  const inputs = [{ name: 'where', type: 'filePath' }];
  const task = { id, name: 'Look', friendlyName: 'Look', version: { Major: 1, Minor: 0, Patch: 0 }, inputs };
  const execution = { Node20_1: { target: 'look.js' } };
  writeFileSync(join(folder.path, 'task.json'), JSON.stringify({ ...task, execution }));
  const look = `console.log(process.cwd(), process.env.INPUT_WHERE, require('node:os').hostname(), process.env.SECRET_KEY);
    console.log('##vso[task.setvariable variable=where]' + __dirname); process.exit(process.env.INPUT_FAIL ? 3 : 0)`;
  writeFileSync(join(folder.path, 'look.js'), look);
  const lookStep = (given: Record<string, string>, change: StepChange) =>
    bash('', { reference: { id, name: 'Look', version: '1.0.0' }, inputs: given, ...change });
  const steps = [
    lookStep({ where: 'a/b' }, { displayName: 'inside' }),
    lookStep({ where: 'a/b' }, { displayName: 'outside', target: { target: 'host' } }),
    lookStep({ fail: 'yes' }, { displayName: 'failing', condition: 'always()' }),
  ];
  const variables = { key: { value: 'hush-hush', isSecret: true } };
  const request = jobRequest(steps, { ...inContainer({ options: '--hostname mybox' }), variables });
  const { server, work } = await runTestJob(request, { localTask: () => folder.path });
  const inside = server.log(server.record('inside'));
  assert.match(inside, /^\/__w\/1\/s \/__w\/1\/s\/a\/b mybox \*\*\*$/m);
  assert.ok(server.log(server.record('outside')).includes(`${work}/1/s ${work}/1/s/a/b ${hostname()} ***\n`));
  assert.match(server.log(server.record('failing')), /##\[error\]Exit code 3 returned from process/);
});

const greetId = '0f1e2d3c-0000-4000-8000-00000000000e';

/** A package of one file for one handler. */
function writeGreet(folder: string, handler: 'Node24' | 'PowerShell3', target: string, text: string): void {
  const version = { Major: 1, Minor: 0, Patch: 0 };
  const definition = { id: greetId, name: 'Greet', version, execution: { [handler]: { target } } };
  writeFileSync(join(folder, 'task.json'), JSON.stringify(definition));
  writeFileSync(join(folder, target), text);
}

const greetStep = bash('', {
  displayName: 'greet',
  reference: { id: greetId, name: 'Greet', version: '1.0.0' },
  inputs: {},
});

test('a package that needs Node says so where its container cannot run it; scripts run there', {
  skip: withoutContainers,
}, async () => {
  using folder = new TemporaryFolder();
  writeGreet(folder.path, 'Node24', 'greet.js', "console.log('hello');");
  const steps = [bash('echo fine', { displayName: 'script' }), greetStep];
  const request = jobRequest(steps, inContainer({ image: bareImage }));
  const { server, result } = await runTestJob(request, { localTask: () => folder.path });
  assert.equal(result, 'failed');
  assert.match(server.log(server.record('script')), /^fine$/m);
  assert.match(
    server.log(server.record('greet')),
    /##\[error\]The container box cannot run Node, which the task needs: its image 'millrace-test\/bare:1' has neither/,
  );
});

for (const [what, path, change] of [
  ['that its label names', '/bin/own-node', 'LABEL com.azure.dev.pipelines.agent.handler.node.path=/bin/own-node'],
  ["on its path, where the agent's own does not run", '/bin/node', 'LABEL nothing=said'],
] as const) {
  test(`a package runs on the Node of its image ${what}`, { skip: withoutContainers }, async () => {
    using folder = new TemporaryFolder();
    const own = join(folder.path, 'own-node');
    writeFileSync(own, '#!/bin/bash\necho "own node runs $2"\n', { mode: 0o755 });
    writeGreet(folder.path, 'Node24', 'greet.js', '');
    const image = `millrace-test/own-node:${process.pid}`;
    const [made = ''] = docker('create', bareImage, 'true');
    try {
      docker('cp', own, `${made}:${path}`);
      docker('commit', '--change', change, made, image);
      const request = jobRequest([greetStep], inContainer({ image }));
      const { server } = await runTestJob(request, { localTask: () => folder.path });
      assert.match(server.log(server.record('greet')), /^own node runs \/__a\/tasks\/1\/greet\.js$/m);
    } finally {
      docker('rm', '--force', made);
      docker('rmi', '--force', image);
    }
  });
}

test('a package for PowerShell runs in the container, where pwsh must be', { skip: withoutContainers }, async () => {
  using folder = new TemporaryFolder();
  writeGreet(folder.path, 'PowerShell3', 'greet.ps1', "Write-Output 'hello'");
  const prepare = `mkdir bin; printf '#!/bin/bash\necho "%s $(hostname) $PWD: $5"' ran >bin/pwsh; chmod +x bin/pwsh
    echo "##vso[task.prependpath]$PWD/bin"`;
  const steps = [
    { ...greetStep, id: '1', displayName: 'before', continueOnError: 'true' },
    bash(prepare),
    { ...greetStep, id: '2', displayName: 'after' },
  ];
  const request = jobRequest(steps, inContainer({ image: stepsImage, options: '--hostname mybox' }));
  const { server } = await runTestJob(request, { localTask: () => folder.path });
  assert.match(server.log(server.record('before')), /'pwsh' is not on the path of the container box/);
  assert.match(
    server.log(server.record('after')),
    /^ran mybox \/__a\/tasks\/1: \$ErrorActionPreference = 'Stop'; \. '\/__a\/tasks\/1\/greet\.ps1'$/m,
  );
});

test('shipped tasks run in the container of their step, on paths that only it has too', {
  skip: withoutContainers,
}, async () => {
  const shipped = (name: string, version: string, inputs: Record<string, string>, change: StepChange = {}) =>
    bash('', { displayName: name, reference: { id: '', name, version }, inputs, ...change });
  const steps = [
    bash('mkdir -p /tmp/inside/deep out; echo one >/tmp/inside/deep/one.txt; echo two >out/two.txt'),
    shipped('CopyFiles', '2', {
      SourceFolder: '/tmp/inside',
      Contents: '**',
      TargetFolder: '$(Build.BinariesDirectory)/copied',
    }),
    shipped('DeleteFiles', '1', { SourceFolder: '/tmp/inside', Contents: 'deep' }),
    bash('ls /tmp/inside; cat $(Build.BinariesDirectory)/copied/deep/one.txt', { displayName: 'look' }),
    shipped(
      'CopyFiles',
      '2',
      { SourceFolder: 'out', Contents: '**', TargetFolder: '$(Build.BinariesDirectory)/host' },
      { displayName: 'outside', target: { target: 'host' } },
    ),
    bash('cat $(Build.BinariesDirectory)/host/two.txt', { displayName: 'look again' }),
  ];
  const { server, result, work } = await runTestJob(jobRequest(steps, inContainer()));
  assert.equal(result, 'succeeded');
  assert.match(
    server.log(server.record('CopyFiles')),
    /Copying \/tmp\/inside\/deep\/one\.txt to \/__w\/1\/b\/copied\/deep\/one\.txt/,
  );
  assert.match(server.log(server.record('look')), /^one$/m);
  assert.ok(server.log(server.record('outside')).includes(`to ${work}/1/b/host/two.txt`));
  assert.match(server.log(server.record('look again')), /^two$/m);
});
