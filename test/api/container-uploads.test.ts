import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { containerBytes, containerFileBytes, contentChunkBytes } from '../../src/base/limits.ts';
import type { BuildArtifact, ContainerItem } from '../../src/wire/artifacts.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { associate, digest, listed, put, v, zipOf } from './support/containers.ts';
import { World } from './support/world.ts';

describe('files that are put into a container', () => {
  test('are an artifact once one names their folder', async () => {
    await using world = await World.open();
    const row = await world.queue();
    const files = {
      'drop/a.txt': Buffer.from('hello'),
      'drop/d/ü.bin': randomBytes(2_500_000),
      'other/x': Buffer.from('x'),
    };
    for (const [path, bytes] of Object.entries(files)) {
      const answer = await put(world, row, path, bytes);
      assert.equal(answer.statusCode, 201, answer.body);
      const item = answer.json<ContainerItem>();
      assert.deepEqual([item.path, item.fileLength, item.status], [path, bytes.length, 'created']);
    }
    // Without a body, as agents send an empty file.
    assert.equal(
      (await world.call('PUT', `/_apis/resources/containers/${row.key.runId}?itemPath=drop/empty&${v}`)).statusCode,
      201,
    );
    assert.deepEqual(await listed(world, row, 'itemPath=drop&isShallow=true'), [
      'folder drop created',
      'file drop/a.txt created',
      'folder drop/d created',
      'file drop/empty created',
    ]);
    const created = await associate(world, row, 'drop');
    const { resource } = created.json<BuildArtifact>();
    assert.deepEqual([created.statusCode, resource.data], [200, `#/${row.key.runId}/drop`]);
    assert.deepEqual(resource.properties, { artifactsize: '2500005', localpath: '/x' });
    assert.deepEqual(await zipOf(world, row, 'drop'), {
      'drop/a.txt': digest(files['drop/a.txt']),
      'drop/d/ü.bin': digest(files['drop/d/ü.bin']),
      'drop/empty': digest(Buffer.alloc(0)),
    });
    const build = `/oracle/_apis/build/builds/${row.key.runId}/artifacts?artifactName=drop`;
    const file = await world.call('GET', `${build}&fileName=${encodeURIComponent('d/ü.bin')}`);
    assert.deepEqual(file.rawPayload, files['drop/d/ü.bin']);
    for (const [path, bytes] of Object.entries(files)) {
      const query = new URLSearchParams({ itemPath: path, $format: 'OctetStream' });
      const read = await world.call('GET', `/_apis/resources/Containers/${row.key.runId}?${query}`);
      assert.deepEqual(read.rawPayload, bytes, path);
    }
  });

  test('stand below the folder that the artifact names, whatever it is called', async () => {
    await using world = await World.open();
    const row = await world.queue();
    await put(world, row, 'results/deep/a.txt', Buffer.from('a'));
    await associate(world, row, 'uploaded', 'results/deep/');
    assert.deepEqual(Object.keys(await zipOf(world, row, 'uploaded')), ['uploaded/a.txt']);
    const whole = await associate(world, row, 'all', '');
    assert.equal(whole.statusCode, 200);
    assert.deepEqual(Object.keys(await zipOf(world, row, 'all')), ['all/results/deep/a.txt']);
    const nothing = (await associate(world, row, 'nothing', 'resul')).json<BuildArtifact>();
    assert.equal(nothing.resource.downloadUrl, undefined, 'there is no such folder');
    await put(world, row, 'results/deep', Buffer.from('a file'));
    const both = await associate(world, row, 'both', 'results');
    assert.deepEqual([both.statusCode, both.json<ErrorEnvelope>().typeKey], [400, 'InvalidArtifactException']);
  });

  test('may come in parts, cut anywhere, one of them twice', async () => {
    await using world = await World.open();
    const row = await world.queue();
    const bytes = randomBytes(3 * contentChunkBytes + 77);
    const total = bytes.length;
    const cuts = [0, 5, contentChunkBytes, contentChunkBytes + 9, 2 * contentChunkBytes + 9, total - 1, total];
    const send = async (start: number, end: number): Promise<number> => {
      const range = `${start}-${end - 1}/${total}`;
      return (await put(world, row, 'drop/big', bytes.subarray(start, end), { range })).statusCode;
    };
    for (const [index, start] of cuts.slice(0, -1).entries()) {
      const end = cuts[index + 1] ?? total;
      const status = end === total ? 201 : 202;
      assert.equal(await send(start, end), status, `${start}`);
      assert.equal(await send(start, end), status, `${start} again`);
      if (end < total) assert.deepEqual(await listed(world, row, 'itemPath=drop/big'), ['file drop/big pendingUpload']);
    }
    await associate(world, row, 'drop');
    assert.deepEqual(await zipOf(world, row, 'drop'), { 'drop/big': digest(bytes) });
    // Of whole chunks even the first may come again, and what came after it stays.
    const early = await send(0, contentChunkBytes);
    assert.equal(early, 201);
  });

  test('take their new bytes when they are put again', async () => {
    await using world = await World.open();
    const row = await world.queue();
    await put(world, row, 'drop/a', Buffer.from('first'));
    assert.equal((await put(world, row, 'drop/a', Buffer.from('sec'), { range: '0-2/6' })).statusCode, 202);
    assert.equal((await put(world, row, 'drop/a', Buffer.from('ond'), { range: '3-5/6' })).statusCode, 201);
    await associate(world, row, 'drop');
    assert.deepEqual(await zipOf(world, row, 'drop'), { 'drop/a': digest(Buffer.from('second')) });
  });

  test('are refused with a gap, or with another length than they say', async () => {
    await using world = await World.open();
    const row = await world.queue();
    const body = Buffer.from('12345');
    const gap = async (range: string): Promise<void> => {
      const answer = await put(world, row, 'drop/a', body, { range });
      const { typeKey, message } = answer.json<ErrorEnvelope>();
      assert.deepEqual([answer.statusCode, typeKey], [400, 'PendingUploadNotFoundException'], message);
    };
    await gap('5-9/20');
    assert.equal((await put(world, row, 'drop/a', body, { range: '0-4/20' })).statusCode, 202);
    await gap('6-10/20');
    await gap('5-9/21');
    for (const range of ['5-8/20', '5-10/20', '9-5/20', '16-20/20', '5-9/*', 'x']) {
      const answer = await put(world, row, 'drop/a', body, { range });
      assert.equal(answer.statusCode, 400, range);
      assert.ok(answer.json<ErrorEnvelope>().typeKey, range);
    }
    assert.equal((await put(world, row, 'drop/a', body, { range: '5-9/20' })).statusCode, 202, 'it goes on');
    await associate(world, row, 'drop');
    const { resource } = (
      await world.call('GET', `/oracle/_apis/build/builds/${row.key.runId}/artifacts/drop`)
    ).json<BuildArtifact>();
    assert.equal(resource.downloadUrl, undefined, 'what has not all come is no file');
    assert.deepEqual(world.faults, []);
  });

  test('are unpacked where they come packed, in one or in parts', async () => {
    await using world = await World.open();
    const row = await world.queue();
    const plain = Buffer.concat([Buffer.alloc(2 * contentChunkBytes, 'text '), randomBytes(99_999)]);
    const packed = gzipSync(plain);
    const headers = { 'content-encoding': 'gzip', 'x-tfs-filelength': String(plain.length) };
    const whole = await put(world, row, 'drop/whole', packed, { headers });
    assert.deepEqual([whole.statusCode, whole.json<ContainerItem>().fileLength], [201, plain.length]);
    const half = packed.length >> 1;
    const first = { headers, range: `0-${half - 1}/${packed.length}` };
    assert.equal((await put(world, row, 'drop/parts', packed.subarray(0, half), first)).statusCode, 202);
    const second = { headers, range: `${half}-${packed.length - 1}/${packed.length}` };
    for (const _ of [1, 2])
      assert.equal((await put(world, row, 'drop/parts', packed.subarray(half), second)).statusCode, 201);
    await associate(world, row, 'drop');
    const expected = { 'drop/parts': digest(plain), 'drop/whole': digest(plain) };
    assert.deepEqual(await zipOf(world, row, 'drop'), expected);
    const wrong = { ...headers, 'x-tfs-filelength': String(plain.length - 1) };
    for (const [body, sent] of [
      [packed, wrong],
      [Buffer.from('not packed'), headers],
      [packed.subarray(0, half), headers],
      [packed, { ...headers, 'content-encoding': 'br' }],
      [packed, { ...headers, 'x-tfs-filelength': 'many' }],
    ] as const) {
      const answer = await put(world, row, 'drop/bad', body, { headers: sent });
      assert.equal(answer.statusCode, 400, answer.body);
      assert.ok(answer.json<ErrorEnvelope>().typeKey);
    }
    assert.deepEqual(await listed(world, row, 'itemPath=drop/bad'), []);
    assert.deepEqual(world.faults, []);
  });

  test('never leave the container by their path', async () => {
    await using world = await World.open();
    const row = await world.queue();
    const tricks = [
      '',
      '/',
      '..',
      '../a',
      'drop/../../a',
      'drop//a',
      'drop/./a',
      'drop/',
      'a\\..\\b',
      'a\0b',
      'a\nb',
      'x'.repeat(5_000),
    ];
    for (const path of tricks) {
      const answer = await put(world, row, path, Buffer.from('x'));
      assert.equal(answer.statusCode, 400, path);
      assert.equal(answer.json<ErrorEnvelope>().typeKey, 'InvalidContainerItemException', path);
    }
    assert.deepEqual(await listed(world, row, ''), []);
    assert.equal((await put(world, row, '/drop/a', Buffer.from('x'))).json<ContainerItem>().path, 'drop/a');
    const unnamed = await world.call('PUT', `/_apis/resources/Containers/${row.key.runId}?${v}`, {
      body: Buffer.from('x'),
    });
    assert.equal(unnamed.statusCode, 400);
  });

  test('are bounded', async () => {
    await using world = await World.open();
    const row = await world.queue();
    const first = (path: string, total: number) => put(world, row, path, Buffer.from('x'), { range: `0-0/${total}` });
    assert.equal(
      (await first('drop/a', containerFileBytes + 1)).json<ErrorEnvelope>().typeKey,
      'ContainerSizeLimitExceededException',
    );
    const fitting = Math.floor(containerBytes / containerFileBytes);
    for (let at = 0; at < fitting; at += 1)
      assert.equal((await first(`drop/${at}`, containerFileBytes)).statusCode, 202);
    const refused = await first('drop/more', containerFileBytes);
    assert.deepEqual(
      [refused.statusCode, refused.json<ErrorEnvelope>().typeKey],
      [400, 'ContainerSizeLimitExceededException'],
    );
    const gone = await world.call('DELETE', `/_apis/resources/Containers/${row.key.runId}?itemPath=drop/0&${v}`);
    assert.equal(gone.statusCode, 204);
    assert.equal((await first('drop/more', containerFileBytes)).statusCode, 202, 'there is room again');
  });
});
