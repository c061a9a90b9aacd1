import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { ZipFile } from 'yazl';
import { taskJsonBytes, taskPackageBytes, taskPackageFiles, taskUploadBytes } from '../../src/base/limits.ts';
import type { BlobStore } from '../../src/run/ports/blob-store.ts';
import { TaskRegistry } from '../../src/run/task-registry.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { packFolder, readZippedTaskJson, unpackZip } from '../../src/tasks/archive.ts';
import { LocalTasks } from '../../src/tasks/local-tasks.ts';
import { printVersion } from '../../src/tasks/version.ts';
import { TemporaryFolder } from '../agent/job.ts';

const id = '0f1e2d3c-0000-4000-8000-000000000002';

function taskJson(version = '1.0.0', name = 'Greet'): string {
  const [Major, Minor, Patch] = version.split('.').map(Number);
  return JSON.stringify({ id, name, version: { Major, Minor, Patch }, execution: { Node: { target: 'main.js' } } });
}

function makePackage(folder: string, version?: string): string {
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'task.json'), taskJson(version));
  writeFileSync(join(folder, 'main.js'), 'console.log(1);\n');
  writeFileSync(join(folder, 'lib', 'tool.sh'), '#!/bin/sh\n', { mode: 0o755 });
  return folder;
}

async function zipOf(folder: string, file: string): Promise<string> {
  await writeFile(file, Readable.from(await packFolder(folder)));
  return file;
}

describe('a zip', () => {
  test('comes out as it was packed, programs as programs', async () => {
    using folder = new TemporaryFolder();
    const zip = await zipOf(makePackage(join(folder.path, 'a')), join(folder.path, 'a.zip'));
    const out = join(folder.path, 'out');
    await unpackZip(zip, out);
    assert.deepEqual((await readdir(out, { recursive: true })).sort(), ['lib', 'lib/tool.sh', 'main.js', 'task.json']);
    assert.equal(statSync(join(out, 'lib/tool.sh')).mode & 0o100, 0o100);
  });

  test('gives its task.json without being unpacked', async () => {
    using folder = new TemporaryFolder();
    const bytes = readFileSync(await zipOf(makePackage(join(folder.path, 'a')), join(folder.path, 'a.zip')));
    assert.equal(await readZippedTaskJson(zipBytes(bytes)), taskJson());
  });

  test('whose bytes were changed is refused', async () => {
    using folder = new TemporaryFolder();
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('console.log(1);'), 'main.js', { compress: false });
    zip.end();
    const bytes = await bytesOf(zip);
    bytes.write('#', bytes.indexOf('console'));
    const file = join(folder.path, 'a.zip');
    writeFileSync(file, bytes);
    await assert.rejects(unpackZip(file, join(folder.path, 'out')), /'main\.js' in the package is damaged/);
  });

  test('that would write outside its folder is refused', async () => {
    using folder = new TemporaryFolder();
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('x'), 'ab/evil.js');
    zip.end();
    const bytes = await bytesOf(zip);
    for (let at = bytes.indexOf('ab/'); at !== -1; at = bytes.indexOf('ab/', at)) bytes.write('../', at);
    const file = join(folder.path, 'a.zip');
    writeFileSync(file, bytes);
    await assert.rejects(unpackZip(file, join(folder.path, 'out')), /The zip cannot be read: .*\.\.\/evil\.js/);
  });

  test('that is none is refused', async () => {
    using folder = new TemporaryFolder();
    const file = join(folder.path, 'a.zip');
    writeFileSync(file, 'not a zip');
    await assert.rejects(unpackZip(file, join(folder.path, 'out')), /The zip cannot be read/);
    await assert.rejects(readZippedTaskJson(zipBytes(Buffer.alloc(0))), /The zip cannot be read/);
  });
});

describe('a zip beyond the limits is refused', () => {
  const endRecord = Buffer.from('PK\x05\x06');
  const centralRecord = Buffer.from('PK\x01\x02');

  async function zipFile(folder: string, change: (bytes: Buffer) => void): Promise<string> {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('x'), 'a.js');
    zip.end();
    const bytes = await bytesOf(zip);
    change(bytes);
    const file = join(folder, 'a.zip');
    writeFileSync(file, bytes);
    return file;
  }

  test('with too many files', async () => {
    using folder = new TemporaryFolder();
    const file = await zipFile(folder.path, bytes =>
      bytes.writeUInt16LE(taskPackageFiles + 1, bytes.indexOf(endRecord) + 10),
    );
    await assert.rejects(unpackZip(file, join(folder.path, 'out')), /The package has more than 50000 files/);
  });

  test('with too many bytes, before any is unpacked', async () => {
    using folder = new TemporaryFolder();
    const file = await zipFile(folder.path, bytes =>
      bytes.writeUInt32LE(taskPackageBytes + 1, bytes.indexOf(centralRecord) + 24),
    );
    await assert.rejects(
      unpackZip(file, join(folder.path, 'out')),
      /The package is larger than 2147483648 bytes once unpacked/,
    );
  });

  test('with a longer task.json', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.alloc(taskJsonBytes + 1, ' '), 'task.json');
    zip.end();
    await assert.rejects(readZippedTaskJson(zipBytes(await bytesOf(zip))), /task\.json is longer than 1048576 bytes/);
  });

  test('as an upload, once so much has come', async () => {
    let size = 0;
    const blobs: BlobStore = {
      async write(_key, offset, bytes) {
        size = offset + bytes.length;
      },
      put: async () => undefined,
      read: () => Readable.from([]),
      size: async () => 0,
      keys: () => Readable.from([]),
      touch: async () => false,
      removeUnused: async () => false,
      removeAll: async () => undefined,
    };
    const piece = new Uint8Array(1024 * 1024);
    const upload = async function* () {
      for (;;) yield piece;
    };
    const { documents } = openMemoryStores();
    const registry = new TaskRegistry({ organization: 'test', documents, blobs });
    const uploaded = await registry.upload(id, upload(), { overwrite: false });
    assert.deepEqual(uploaded, { kind: 'invalid', message: `The package is larger than ${taskUploadBytes} bytes.` });
    assert.equal(size, taskUploadBytes);
  });
});

describe('packages on this machine', () => {
  test('are kept by id and version, from folders and zips, and can be removed', async () => {
    using folder = new TemporaryFolder();
    const tasks = new LocalTasks(join(folder.path, 'home'));
    await tasks.add(makePackage(join(folder.path, 'a'), '1.0.0'));
    const second = makePackage(join(folder.path, 'b'), '1.10.0');
    await tasks.add(await zipOf(second, join(folder.path, 'b.zip')));
    const versions = async () => (await tasks.list()).map(({ definition }) => printVersion(definition.version));
    assert.deepEqual(await versions(), ['1.10.0', '1.0.0']);
    const [newest] = await tasks.list();
    assert.ok(newest);
    assert.ok(statSync(join(newest.folder, 'lib/tool.sh')).isFile());
    await tasks.remove(newest);
    assert.deepEqual(await versions(), ['1.0.0']);
  });

  test('are replaced by one of the same version', async () => {
    using folder = new TemporaryFolder();
    const tasks = new LocalTasks(join(folder.path, 'home'));
    const source = makePackage(join(folder.path, 'a'));
    await tasks.add(source);
    writeFileSync(join(source, 'main.js'), 'console.log(2);\n');
    const [kept] = await tasks.add(source);
    assert.equal(readFileSync(join(kept?.folder ?? '', 'main.js'), 'utf8'), 'console.log(2);\n');
    assert.equal((await tasks.list()).length, 1);
  });

  test('may come in an extension, which gives them its name', async () => {
    using folder = new TemporaryFolder();
    const extension = join(folder.path, 'extension');
    makePackage(join(extension, 'greet', 'v1'), '1.0.0');
    makePackage(join(extension, 'greet', 'v2'), '2.0.0');
    const manifest =
      '<PackageManifest><Metadata><Identity Language="en" Id="hello" Version="1" Publisher="fabrikam"/></Metadata></PackageManifest>';
    writeFileSync(join(extension, 'extension.vsixmanifest'), manifest);
    const added = await new LocalTasks(join(folder.path, 'home')).add(
      await zipOf(extension, join(folder.path, 'e.vsix')),
    );
    assert.deepEqual(
      added.map(({ contribution }) => contribution),
      ['fabrikam.hello', 'fabrikam.hello'],
    );
  });

  test('bring what their links point to', async () => {
    using folder = new TemporaryFolder();
    const source = makePackage(join(folder.path, 'a'));
    writeFileSync(join(folder.path, 'shared.js'), 'x');
    symlinkSync(join(folder.path, 'shared.js'), join(source, 'shared.js'));
    const [kept] = await new LocalTasks(join(folder.path, 'home')).add(source);
    assert.ok(statSync(join(kept?.folder ?? '', 'shared.js')).isFile());
  });

  test('are refused where there is nothing to run', async () => {
    using folder = new TemporaryFolder();
    const tasks = new LocalTasks(join(folder.path, 'home'));
    await assert.rejects(tasks.add(folder.path), /holds no task\.json/);
    writeFileSync(join(folder.path, 'task.json'), JSON.stringify({ ...JSON.parse(taskJson()), execution: {} }));
    await assert.rejects(tasks.add(folder.path), /The task 'Greet' has nothing to execute/);
  });
});

function zipBytes(bytes: Buffer) {
  return {
    size: bytes.length,
    async *read(start: number, end: number) {
      yield bytes.subarray(start, end);
    },
  };
}

async function bytesOf(zip: ZipFile): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
