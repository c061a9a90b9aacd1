import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import * as azdev from 'azure-devops-node-api';
import { fromBufferPromise } from 'yauzl';
import { contentChunkBytes } from '../../src/base/limits.ts';
import type { RunRow } from '../../src/run/ports/run-store.ts';
import type { BuildArtifact, ContainerItem } from '../../src/wire/artifacts.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { manifestLine } from '../../src/wire/manifest.ts';
import { base, organization, World } from './support/world.ts';

const big = randomBytes(contentChunkBytes + 5);
const files: Readonly<Record<string, Buffer>> = {
  'a.txt': Buffer.from('hello'),
  'big.bin': big,
  'd/ü.sh': Buffer.from('#!'),
};

/** Gives a run an artifact with these files. */
async function addArtifact(world: World, row: RunRow, name: string, type = 'PipelineArtifact'): Promise<void> {
  const { artifacts } = world.kept;
  const content = artifacts.content(organization);
  let manifest = '';
  for (const [path, bytes] of Object.entries(files)) {
    const mode = path.endsWith('.sh') ? 0o755 : 0o644;
    manifest += manifestLine({ kind: 'file', path, content: await content.add(bytes), mode });
  }
  const sizeBytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  const tree = { manifest: await content.add(Buffer.from(manifest)), fileCount: 3, sizeBytes };
  const created = await artifacts.create(row.key, { name, type, source: 'job', properties: {}, tree });
  assert.ok(!('reason' in created), JSON.stringify(created));
}

async function unzip(zip: Buffer): Promise<Record<string, { readonly bytes: Buffer; readonly mode: number }>> {
  const found: Record<string, { bytes: Buffer; mode: number }> = {};
  const archive = await fromBufferPromise(zip);
  for await (const entry of archive.eachEntry()) {
    const bytes = await buffer(await archive.openReadStreamPromise(entry));
    found[entry.fileName] = { bytes, mode: (entry.externalFileAttributes >>> 16) & 0o777 };
  }
  return found;
}

async function checkZip(zip: Buffer, name: string): Promise<void> {
  const found = await unzip(zip);
  assert.deepEqual(
    Object.keys(found),
    Object.keys(files).map(path => `${name}/${path}`),
  );
  for (const [path, bytes] of Object.entries(files)) assert.deepEqual(found[`${name}/${path}`]?.bytes, bytes, path);
  assert.equal(found[`${name}/d/ü.sh`]?.mode, 0o755);
}

describe('artifacts of a build', () => {
  test('are listed in order, and found by their name in any case, in the query or the path', async () => {
    await using world = await World.open();
    const row = await world.queue();
    const path = `/oracle/_apis/build/builds/${row.key.runId}/artifacts`;
    assert.deepEqual((await world.call('GET', path)).json(), { count: 0, value: [] });
    await addArtifact(world, row, 'drop');
    await addArtifact(world, row, 'old', 'Container');
    const { value } = (await world.call('GET', path)).json<{ value: BuildArtifact[] }>();
    const [drop, old] = value;
    assert.match(drop?.resource.data ?? '', /^[0-9a-f]{66}$/);
    const url = `${base}/${row.projectId}/_apis/build/builds/${row.key.runId}/artifacts?artifactName=drop&api-version=7.1`;
    assert.deepEqual(drop, {
      id: drop?.id,
      name: 'drop',
      source: 'job',
      resource: {
        type: 'PipelineArtifact',
        data: drop?.resource.data,
        properties: {
          RootId: drop?.resource.data,
          HashType: 'DEDUP1024K',
          DomainId: '0',
          artifactsize: String(contentChunkBytes + 12),
        },
        url,
        downloadUrl: `${url}&%24format=zip`,
      },
    });
    assert.equal(old?.resource.data, `#/${row.key.runId}/old`);
    for (const one of [`${path}?artifactName=DROP`, `${path}/drop`])
      assert.deepEqual((await world.call('GET', one)).json(), drop);
    for (const one of [`${path}?artifactName=nope`, `${path}/nope`]) {
      const missing = await world.call('GET', one);
      assert.equal(missing.statusCode, 404);
      const { message, typeKey } = missing.json<ErrorEnvelope>();
      assert.deepEqual(
        [message, typeKey],
        [`Artifact nope was not found for build ${row.key.runId}.`, 'ArtifactNotFoundException'],
      );
    }
  });

  test('are linked by clients, once for each name', async () => {
    await using world = await World.open();
    const row = await world.queue();
    const path = `/oracle/_apis/build/builds/${row.key.runId}/artifacts?api-version=7.1`;
    const body = {
      name: 'share',
      source: 'x',
      resource: { type: 'filepath', data: '\\\\srv\\x', properties: { a: 'b' } },
    };
    const created = await world.call('POST', path, { body });
    assert.equal(created.statusCode, 200);
    const { resource } = created.json<BuildArtifact>();
    assert.deepEqual([resource.data, resource.properties, resource.downloadUrl], ['\\\\srv\\x', { a: 'b' }, undefined]);
    const again = await world.call('POST', path, { body });
    assert.equal(again.statusCode, 409);
    assert.equal(again.json<ErrorEnvelope>().message, `Artifact share already exists for build ${row.key.runId}.`);
    const bad = await world.call('POST', path, { body: { ...body, name: 'a/b' } });
    assert.equal(bad.statusCode, 400);
    assert.equal((await world.call('GET', `${path}&artifactName=share&$format=zip`)).statusCode, 404);
  });

  test('come as a zip, below a folder of their name, with the modes of their files', async () => {
    await using world = await World.open();
    const row = await world.queue();
    await addArtifact(world, row, 'drop');
    const path = `/oracle/_apis/build/builds/${row.key.runId}/artifacts?artifactName=drop`;
    const answer = await world.call('GET', `${path}&$format=zip`);
    assert.equal(answer.headers['content-type'], 'application/zip');
    await checkZip(answer.rawPayload, 'drop');
    const asked = await world.call('GET', path, { headers: { accept: 'application/zip;api-version=7.1' } });
    await checkZip(asked.rawPayload, 'drop');
  });

  test('come file by file, by path or by the id that their manifest names', async () => {
    await using world = await World.open();
    const row = await world.queue();
    await addArtifact(world, row, 'drop');
    const path = `/oracle/_apis/build/builds/${row.key.runId}/artifacts?artifactName=drop`;
    const { resource } = (await world.call('GET', path)).json<BuildArtifact>();
    const manifest = await world.call('GET', `${path}&fileId=${resource.data}&fileName=m`);
    const { items } = JSON.parse(manifest.body) as { items: { path: string; blob: { id: string; size: number } }[] };
    assert.deepEqual(
      items.map(item => [item.path, item.blob.size]),
      Object.entries(files).map(([name, { length }]) => [`/${name}`, length]),
    );
    const byId = await world.call('GET', `${path}&fileId=${items[1]?.blob.id}&fileName=big.bin`);
    assert.deepEqual(byId.rawPayload, big);
    assert.equal(byId.headers['content-length'], String(big.length));
    for (const name of ['d/ü.sh', '/d/ü.sh', 'drop/d/ü.sh']) {
      const found = await world.call('GET', `${path}&fileName=${encodeURIComponent(name)}`);
      assert.equal(found.body, '#!', name);
      assert.match(String(found.headers['content-disposition']), /filename="_\.sh"; filename\*=UTF-8''%C3%BC\.sh/);
    }
    for (const name of ['nope', '../a.txt', 'd'])
      assert.equal((await world.call('GET', `${path}&fileName=${name}`)).statusCode, 404, name);
  });

  test('break off, or fail, when what is kept is damaged', async () => {
    await using world = await World.open();
    const row = await world.queue();
    await addArtifact(world, row, 'drop');
    const hash = createHash('sha256')
      .update(files['a.txt'] ?? '')
      .digest('hex');
    await world.blobs.put(`artifacts/${organization}/${hash.slice(0, 2)}/${hash}`, Buffer.from('hellX'));
    const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
    const address = `http://127.0.0.1:${port}/${organization}/oracle/_apis/build/builds/${row.key.runId}/artifacts`;
    const headers = { authorization: `Basic ${Buffer.from(':all').toString('base64')}` };
    for (const part of ['$format=zip', 'fileName=a.txt']) {
      await assert.rejects(async () => {
        const answer = await fetch(`${address}?artifactName=drop&${part}`, { headers });
        await answer.arrayBuffer();
        if (answer.status === 500) throw new TypeError('The server said so.');
      }, TypeError);
    }
  });
});

test('an artifact of a run has an address that needs no credentials, for an hour', async () => {
  await using world = await World.open();
  const row = await world.queue();
  await addArtifact(world, row, 'my drop');
  const path = `/oracle/_apis/pipelines/21/runs/${row.key.runId}/artifacts?artifactName=my+drop`;
  const url = `${base}/${row.projectId}/_apis/pipelines/21/runs/${row.key.runId}/artifacts?artifactName=my+drop`;
  assert.deepEqual((await world.call('GET', path)).json(), { name: 'my drop', url });
  const { signedContent } = (await world.call('GET', `${path}&$expand=signedContent`)).json<{
    signedContent: { url: string; signatureExpires: string };
  }>();
  assert.equal(signedContent.signatureExpires, '2026-08-12T09:26:45.68Z');
  const address = signedContent.url.slice(base.length);
  await checkZip((await world.call('GET', address, { authorization: null })).rawPayload, 'my drop');
  const forged = address.replace('my+drop', 'other');
  assert.equal((await world.call('GET', forged, { authorization: null })).statusCode, 403);
  world.clock.at += 3_600_001;
  assert.equal((await world.call('GET', address, { authorization: null })).statusCode, 403);
  const missing = await world.call('GET', path.replace('my+drop', 'drop'));
  assert.equal(missing.json<ErrorEnvelope>().message, 'An Artifact with name "drop" was not found.');
});

test('containers list the files of build artifacts, and give them', async () => {
  await using world = await World.open();
  const row = await world.queue();
  await addArtifact(world, row, 'drop', 'Container');
  await addArtifact(world, row, 'other');
  const path = `/_apis/resources/Containers/${row.key.runId}`;
  const listed = async (query: string): Promise<[string, string][]> => {
    const { value } = (await world.call('GET', `${path}?${query}`)).json<{ value: ContainerItem[] }>();
    return value.map(item => [item.itemType, item.path]);
  };
  assert.deepEqual(await listed('itemPath=drop'), [
    ['folder', 'drop'],
    ['file', 'drop/a.txt'],
    ['file', 'drop/big.bin'],
    ['folder', 'drop/d'],
    ['file', 'drop/d/ü.sh'],
  ]);
  assert.deepEqual(await listed('itemPath=drop/d'), [
    ['folder', 'drop/d'],
    ['file', 'drop/d/ü.sh'],
  ]);
  assert.deepEqual(await listed('itemPath=drop&isShallow=true'), (await listed('itemPath=drop')).slice(0, 4));
  assert.deepEqual(await listed('itemPath=other'), []);
  const file = await world.call('GET', `${path}?itemPath=drop/a.txt&$format=OctetStream`);
  assert.equal(file.body, 'hello');
  const zip = await world.call('GET', `${path}?itemPath=drop&$format=zip`);
  await checkZip(zip.rawPayload, 'drop');
  assert.equal((await world.call('GET', `${path}?itemPath=drop/nope&$format=OctetStream`)).statusCode, 404);
  assert.equal((await world.call('GET', '/_apis/resources/Containers/99999')).statusCode, 404);
});

test('the official client lists artifacts and downloads them', async () => {
  await using world = await World.open();
  const row = await world.queue();
  await addArtifact(world, row, 'drop');
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const handler = azdev.getPersonalAccessTokenHandler('all');
  const client = new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler);
  const build = await client.getBuildApi();
  const { runId } = row.key;
  assert.deepEqual(
    (await build.getArtifacts('oracle', runId)).map(({ name }) => name),
    ['drop'],
  );
  const artifact = await build.getArtifact('oracle', runId, 'drop');
  assert.equal(artifact.resource?.type, 'PipelineArtifact');
  await checkZip(await buffer(await build.getArtifactContentZip('oracle', runId, 'drop')), 'drop');
  const file = await build.getFile('oracle', runId, 'drop', 'x', 'a.txt');
  assert.equal((await buffer(file)).toString(), 'hello');
  const link = { name: 'share', resource: { type: 'filepath', data: '/srv' } };
  assert.equal((await build.createArtifact(link, 'oracle', runId)).name, 'share');
  const pipelines = await client.getPipelinesApi();
  const { signedContent } = await pipelines.getArtifact('oracle', 21, runId, 'drop', 1);
  await checkZip(Buffer.from(await (await fetch(signedContent?.url ?? '')).arrayBuffer()), 'drop');
});
