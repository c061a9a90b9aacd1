import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ArtifactStore } from '../../src/artifacts/artifact-store.ts';
import { removeUnnamedContent } from '../../src/artifacts/unnamed-content.ts';
import { systemClock } from '../../src/base/clock.ts';
import { unnamedContentMs } from '../../src/base/limits.ts';
import { openFolderBlobs } from '../../src/store/folder-blobs.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { manifestLine } from '../../src/wire/manifest.ts';

const organization = 'contoso';
const later = unnamedContentMs + 60_000;

async function world() {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-content-'));
  const blobs = openFolderBlobs(folder);
  const store = new ArtifactStore({ ...openMemoryStores(), blobs, clock: systemClock });
  const content = store.content(organization);
  const publish = async (runId: number, text: string): Promise<string> => {
    const file = await content.add(Buffer.from(text));
    const line = manifestLine({ kind: 'file', path: 'a.txt', content: file, mode: 0o644 });
    const tree = { manifest: await content.add(Buffer.from(line)), fileCount: 1, sizeBytes: text.length };
    const named = { name: 'drop', type: 'PipelineArtifact', source: 'job', properties: {}, tree };
    const made = await store.create({ organization, runId }, named);
    assert.ok('id' in made, JSON.stringify(made));
    return file.chunks[0] ?? '';
  };
  const collect = (now: number) => removeUnnamedContent(content, [store.chunks(organization)], now);
  const age = async (): Promise<void> => {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), 0, 0);
  };
  return { store, content, publish, collect, age, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test('content goes with the last artifact that names it, once nobody asked for it for long', async () => {
  await using files = await world();
  const shared = await files.publish(1, 'shared');
  assert.equal(await files.publish(2, 'shared'), shared);
  const own = await files.publish(1, 'own').catch(() => '');
  assert.equal(own, '', 'a name is taken once in a run');
  await files.store.removeAll({ organization, runId: 1 });
  const now = Date.now();
  assert.equal(await files.collect(now), 0, 'what was put a moment ago stays');
  assert.equal(await files.collect(now + later), 2, 'the file that was never named, and its manifest');
  assert.equal(await files.content.has(shared), true);
  await files.store.removeAll({ organization, runId: 2 });
  assert.equal(await files.collect(Date.now() + later), 2);
  assert.equal(await files.content.has(shared), false);
});

test('whoever uploads while content is collected keeps what was found or put', async () => {
  await using files = await world();
  const texts = Array.from({ length: 40 }, (_, index) => `file ${index}`);
  for (const text of texts) await files.content.add(Buffer.from(text));
  await files.age();
  let isOver = false;
  const collecting = (async () => {
    // What was there before is old enough to go; what is put or found meanwhile is not.
    while (!isOver) await files.collect(Date.now() + unnamedContentMs - 600_000);
  })();
  const runs = Array.from({ length: 10 }, (_, run) => run + 1);
  await Promise.all(runs.map(run => files.publish(run, texts[run % texts.length] ?? '')));
  isOver = true;
  await collecting;
  for (const run of runs) {
    const [artifact] = await files.store.list({ organization, runId: run });
    assert.ok(artifact);
    const [entry] = await Array.fromAsync(files.store.entries({ organization, runId: run }, artifact));
    assert.ok(entry?.kind === 'file' && (await files.content.isComplete(entry.content)));
  }
});
