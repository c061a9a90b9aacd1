import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { version } from '../../src/cli/version.ts';
import { eventually, runMillrace, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const yaml = `trigger: none
steps:
- checkout: none
- bash: echo "it runs, \${{ upper('from the package') }}"
`;

const program = `import { compile } from 'millrace/compile';
import type { Compilation } from 'millrace/compile';

const reader = { read: () => ({ found: true, text: 'steps:\\n- bash: echo hi\\n' }) as const };
const compilation: Compilation = compile({ path: '/azure-pipelines.yml', reader });
process.stdout.write(compilation.finalYaml ?? 'nothing');
`;

describe('the package as npm packs it', () => {
  let folder: string;
  let millrace: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-package-'));
    execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    const [tarball = ''] = (await readdir(folder)).filter(name => name.endsWith('.tgz'));
    execFileSync('tar', ['-xzf', tarball], { cwd: folder });
    millrace = join(folder, 'package', 'dist', 'millrace.cjs');
    await mkdir(join(folder, 'repository'));
    await writeFile(join(folder, 'repository', 'azure-pipelines.yml'), yaml);
  });

  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  const inHome = (home: string) => ({ HOME: join(folder, home), XDG_CACHE_HOME: '' });
  const pipeline = () => join(folder, 'repository', 'azure-pipelines.yml');

  const typeCheck = async (file: string): Promise<void> => {
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'esnext', '--types', 'node'];
    const typeRoots = ['--typeRoots', join(root, 'node_modules', '@types')];
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    await promisify(execFile)(tsc, [...flags, ...typeRoots, file], { cwd: folder });
  };

  test('--version prints the version, and wants no package', async () => {
    assert.deepEqual(await runMillrace(['--version'], inHome('home'), millrace), {
      code: 0,
      stdout: `${version()}\n`,
      stderr: '',
    });
  });

  for (const start of ['first', 'second']) {
    test(`a ${start} start compiles and runs without any package`, async () => {
      const preview = await runMillrace(['preview', pipeline()], inHome('home'), millrace);
      assert.deepEqual([preview.code, preview.stderr], [0, '']);
      assert.match(preview.stdout, /FROM THE PACKAGE/);
      const run = await runMillrace(['run', pipeline()], inHome('home'), millrace);
      assert.deepEqual([run.code, run.stderr], [0, '']);
      assert.match(run.stdout, /^it runs, FROM THE PACKAGE$/m);
    });
  }

  test('compiled code is kept in a folder that is the user’s alone', async () => {
    const caches = join(folder, 'home', '.cache', 'millrace');
    const [build = ''] = await readdir(caches);
    assert.deepEqual((await readdir(join(caches, build))).sort(), ['preview', 'run']);
    assert.equal((await stat(join(caches, build))).mode & 0o077, 0);
  });

  test('what other builds kept long ago goes when a build keeps its own', async () => {
    const caches = join(folder, 'other', '.cache', 'millrace');
    const ages = { '0123456789abcdef-v26.0.0-x64': 31, 'fedcba9876543210-v26.0.0-x64': 29, 'not-ours': 31 };
    for (const [name, days] of Object.entries(ages)) {
      await mkdir(join(caches, name), { recursive: true });
      await writeFile(join(caches, name, 'run'), '');
      const at = new Date(Date.now() - days * 24 * 3_600_000);
      await utimes(join(caches, name), at, at);
    }
    assert.equal((await runMillrace(['preview', pipeline()], inHome('other'), millrace)).code, 0);
    const left = await readdir(caches);
    assert.equal(left.length, 3, left.join());
    assert.ok(!left.includes('0123456789abcdef-v26.0.0-x64'));
  });

  test('in a checkout it begins anew with the sources that the launcher found to be newer', async () => {
    const answer = join(folder, 'newer');
    const launcher = '#!/bin/sh\necho "$MILLRACE_SOURCES,${MILLRACE_NEWER-},$*"\n';
    await writeFile(join(folder, 'package', 'millrace'), launcher, { mode: 0o755 });
    const env = { ...inHome('home'), MILLRACE_NEWER: answer };
    await writeFile(answer, 'src/main/millrace.ts\n.\n');
    const anew = await runMillrace(['preview', pipeline()], env, millrace);
    assert.deepEqual(anew, { code: 0, stdout: `1,,preview ${pipeline()}\n`, stderr: '' });
    // The launcher's search may end after Node's start.
    const found = sleep(500).then(() => writeFile(answer, '.\n'));
    const [preview] = await Promise.all([runMillrace(['preview', pipeline()], env, millrace), found]);
    assert.match(preview.stdout, /FROM THE PACKAGE/);
    assert.equal(existsSync(answer), false);
  });

  test('it runs without a folder for its compiled code', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const env of [inHome('file'), { HOME: '', XDG_CACHE_HOME: '' }]) {
      assert.equal((await runMillrace(['preview', pipeline()], env, millrace)).code, 0);
    }
  });

  test('a program with types compiles with millrace/compile', async () => {
    const modules = join(folder, 'program', 'node_modules');
    await mkdir(modules, { recursive: true });
    await symlink(join(folder, 'package'), join(modules, 'millrace'));
    const file = join(folder, 'program', 'program.mts');
    await writeFile(file, program);
    await typeCheck(file);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    assert.match(stdout, /script: echo hi/);
  });

  test('with its packages the tasks that it ships run', async () => {
    await symlink(join(root, 'node_modules'), join(folder, 'package', 'node_modules'));
    const file = join(folder, 'repository', 'copy.yml');
    await writeFile(file, 'steps:\n- task: CopyFiles@2\n  inputs: { TargetFolder: out }\n');
    const { code, stdout } = await runMillrace(['run', file], inHome('home'), millrace);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^found 2 files$/m);
  });

  test('with its packages a program with types starts a server, as the manual shows it', async () => {
    const page = await readFile(join(root, 'docs', 'manual', 'emulator.md'), 'utf8');
    const sample = /^```ts\n(.*?)^```$/ms.exec(page)?.[1];
    assert.ok(sample, 'the page has a sample');
    const file = join(folder, 'program', 'emulator.mts');
    await writeFile(file, `${sample}console.log('done');\n`);
    await typeCheck(file);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    assert.equal(stdout, 'done\n');
  });

  test('with its packages it serves, and its own agent takes jobs', async () => {
    await using server = await ServerUnderTest.create([], millrace);
    const repository = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
    await server.start();
    const runs = `Fiber/_apis/pipelines/${await registerPipeline(server, repository)}/runs`;
    const { id } = await server.json<{ id: number }>('POST', runs, {});
    const run = await eventually(
      () => server.json<{ state: string; result: string }>('GET', `${runs}/${id}`),
      each => each.state === 'completed',
    );
    assert.equal(run.result, 'succeeded');
  });
});
