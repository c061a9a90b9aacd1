import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { ZipFile } from 'yazl';
import { eventually, ServerUnderTest } from '../e2e/millrace-process.ts';
import { makeRepository, registerPipeline } from '../e2e/sample-project.ts';
import { assertRun, Workshop } from './pipeline.ts';

const run = promisify(execFile);
const tfx = join(createRequire(import.meta.url).resolve('tfx-cli/package.json'), '../_build/tfx-cli.js');

/**
 * The sample task of the vendor's own command line (tfx-cli, MIT), as that makes it, with the task library that it was written for from the npm registry
 * (vso-task-lib 0.5.5 of 2016, MIT): written for the handler `Node`, and run here as it is.
 */
async function makeSample(workshop: Workshop): Promise<{ readonly folder: string; readonly id: string }> {
  const header = ['--task-name', 'Echo', '--friendly-name', 'Echo', '--description', 'Echoes', '--author', 'fabrikam'];
  await run(process.execPath, [tfx, 'build', 'tasks', 'create', ...header, '--no-prompt'], { cwd: workshop.path });
  const folder = join(workshop.path, 'Echo');
  const modules = join(workshop.path, 'modules');
  await mkdir(modules);
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--prefix', modules];
  await run('npm', ['install', ...flags, 'vso-task-lib@0.5.5']);
  await run('cp', ['-r', join(modules, 'node_modules'), folder]);
  const { stdout } = await run(process.execPath, ['-p', `require(${JSON.stringify(join(folder, 'task.json'))}).id`]);
  return { folder, id: stdout.trim() };
}

/** Packs a package as its author would for the Marketplace: a zip with a manifest beside the task's folder. */
async function asExtension(folder: string): Promise<void> {
  const zip = new ZipFile();
  const manifest =
    '<PackageManifest><Metadata><Identity Id="tools" Version="1.0.0" Publisher="fabrikam"/></Metadata></PackageManifest>';
  zip.addBuffer(Buffer.from(manifest), 'extension.vsixmanifest');
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) zip.addFile(path, `echo/${relative(folder, path)}`);
  }
  zip.end();
  await writeFile(join(folder, '..', 'extension.vsix'), zip.outputStream);
}

describe('an open-source package with its modules', () => {
  test('runs unchanged from a folder, once installed, and no longer once removed', async () => {
    await using workshop = await Workshop.open();
    const { folder } = await makeSample(workshop);
    const steps = "steps:\n- task: Echo@0\n  inputs: { msg: 'hello from 2016' }";
    const unknown = await workshop.run(steps);
    assertRun(unknown, 1, /The pipeline references a task called 'Echo'.*'millrace tasks add PATH'/);
    assertRun(await workshop.run(steps, { args: ['--tasks', folder] }), 0, /^hello from 2016$/m);
    const added = await workshop.millrace(['tasks', 'add', folder]);
    assert.match(added.stdout, /Echo@0\.1\.0 is installed/, added.stderr);
    await rm(folder, { recursive: true });
    assertRun(await workshop.run(steps), 0, /^hello from 2016$/m);
    const file = join(workshop.path, 'repo/azure-pipelines.yml');
    assert.equal((await workshop.millrace(['validate', file])).code, 0);
    assert.match((await workshop.millrace(['tasks', 'list'])).stdout, /^Echo +0\.1\.0 /m);
    assert.equal((await workshop.millrace(['tasks', 'remove', 'Echo'])).code, 0);
    assertRun(await workshop.run(steps), 1, /A task is missing/);
  });

  test('runs unchanged on a server that tfx has uploaded it to', async () => {
    await using workshop = await Workshop.open();
    await using server = await ServerUnderTest.create();
    await server.start();
    const { folder } = await makeSample(workshop);
    const { url, token } = server.ready;
    const flags = ['--service-url', url, '--auth-type', 'pat', '--token', token, '--no-prompt'];
    const asTfx = (args: readonly string[]) =>
      run(process.execPath, [tfx, 'build', 'tasks', ...args, ...flags], {
        env: { ...process.env, HOME: workshop.path },
      });
    await asTfx(['upload', '--task-path', folder]);
    assert.match((await asTfx(['list'])).stdout, /Echo/);
    const own = { MILLRACE_URL: url, MILLRACE_TOKEN: token };
    const listed = await workshop.millrace(['tasks', 'list'], own);
    assert.match(listed.stdout, /^Echo +0\.1\.0 /m, listed.stderr);
    const again = await workshop.millrace(['tasks', 'add', folder], own);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /is already there in version 0\.1\.0/);
    const replaced = await workshop.millrace(['tasks', 'add', folder, '--overwrite'], own);
    assert.equal(replaced.stdout, 'Echo@0.1.0 is installed.\n', replaced.stderr);
    await asExtension(folder);
    const extension = await workshop.millrace(
      ['tasks', 'add', join(folder, '..', 'extension.vsix'), '--overwrite'],
      own,
    );
    assert.equal(extension.stdout, 'Echo@0.1.0 is installed.\n', extension.stderr);
    const steps = "steps:\n- checkout: none\n- task: fabrikam.tools.Echo@0\n  inputs: { msg: 'hello from a server' }\n";
    const repository = await makeRepository(join(workshop.path, 'repo'), { 'azure-pipelines.yml': steps });
    const runs = `Fiber/_apis/pipelines/${await registerPipeline(server, repository)}/runs`;
    const { id } = await server.json<{ id: number }>('POST', runs, {});
    const over = await eventually(
      () => server.json<{ state: string; result: string }>('GET', `${runs}/${id}`),
      ({ state }) => state === 'completed',
    );
    assert.equal(over.result, 'succeeded');
    const logs = await server.json<{ value: { id: number }[] }>('GET', `Fiber/_apis/build/builds/${id}/logs`);
    const texts = await Promise.all(
      logs.value.map(async log => (await server.ask('GET', `Fiber/_apis/build/builds/${id}/logs/${log.id}`)).text()),
    );
    assert.match(texts.join('\n'), /Downloading task: Echo \(0\.1\.0\)/);
    assert.match(texts.join('\n'), /hello from a server/);
    const removed = await workshop.millrace(['tasks', 'remove', 'echo'], own);
    assert.equal(removed.stdout, 'Echo@0.1.0 is removed.\n', removed.stderr);
    const refused = await server.ask('POST', runs, {}, 400);
    assert.match(
      await refused.text(),
      /A task is missing\. The pipeline references a task called 'fabrikam\.tools\.Echo'/,
    );
  });
});
