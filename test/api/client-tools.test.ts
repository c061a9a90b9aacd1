import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { fromBuffer } from 'yauzl';
import type { ClientToolRelease } from '../../src/wire/client-tools.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { base, World } from './support/world.ts';

const release = '/_apis/clienttools/ArtifactTool/release?api-version=5.0-preview';

function firstFile(zip: Buffer): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ name: string; bytes: Buffer }>();
  fromBuffer(zip, (failure, file) => {
    if (failure) return reject(failure);
    file.once('entry', entry =>
      file.openReadStream(entry, (fault, stream) =>
        fault ? reject(fault) : buffer(stream).then(bytes => resolve({ name: entry.fileName, bytes }), reject),
      ),
    );
  });
  return promise;
}

test('clients find the program that moves artifacts, and fetch it without a token', async () => {
  await using world = await World.open();
  const found = await world.call('GET', `${release}&osName=Linux&arch=x86_64&distroName=debian&distroVersion=12`);
  const { uri, ...rest } = found.json<ClientToolRelease>();
  assert.deepEqual(rest, { name: 'ArtifactTool', rid: 'any', version: '1.0.0' });
  assert.ok(uri.startsWith(`${base}/_millrace/`), uri);
  const zip = await world.call('GET', uri.slice(base.length), { authorization: null });
  assert.equal(zip.statusCode, 200);
  // Clients read the length before they read the file.
  assert.equal(Number(zip.headers['content-length']), zip.rawPayload.length);
  const { name, bytes } = await firstFile(zip.rawPayload);
  assert.equal(name, 'artifacttool');
  const folder = await mkdtemp(join(tmpdir(), 'millrace-tool-'));
  try {
    await writeFile(join(folder, name), bytes);
    const check = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';
    execFileSync('python3', ['-c', check, join(folder, name)], { stdio: 'pipe' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('other programs, and other systems, are told that there is none', async () => {
  await using world = await World.open();
  for (const path of [`${release}&osName=Windows`, release.replace('ArtifactTool', 'Symbol')]) {
    const answer = await world.call('GET', path);
    assert.equal(answer.statusCode, 404);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'ClientToolNotFoundException');
  }
});

test('the address of a git remote says which repository it is', async () => {
  await using world = await World.open();
  const { project, repository } = world;
  const answer = await world.call('GET', `/${project.name}/_git/${repository.name}/vsts/info`);
  const { serverUrl, repository: told } = answer.json<{ serverUrl: string; repository: Record<string, unknown> }>();
  assert.equal(serverUrl, base);
  assert.deepEqual([told.id, told.name], [repository.id, repository.name]);
  // Clients take what stands before `_apis` for the organization.
  assert.equal(told.url, `${base}/_apis/git/repositories/${repository.id}`);
  assert.equal((await world.call('GET', `/${project.name}/_git/nope/vsts/info`)).statusCode, 404);
  assert.equal((await world.call('GET', `/_git/${repository.name}/vsts/info`)).statusCode, 200);
});
