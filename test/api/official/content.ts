import assert from 'node:assert/strict';
import { fromBufferPromise } from 'yauzl';
import type { RunKey } from '../../../src/run/events.ts';
import { manifestLine } from '../../../src/wire/manifest.ts';
import { organization, type World } from '../support/world.ts';

/** Gives a run an artifact of one file, `a.txt`; answers the id of the file's content. */
export async function addArtifact(world: World, key: RunKey, name: string): Promise<string> {
  const { artifacts } = world.kept;
  const content = artifacts.content(organization);
  const bytes = Buffer.from('hello');
  const file = await content.add(bytes);
  const manifest = await content.add(
    Buffer.from(manifestLine({ kind: 'file', path: 'a.txt', content: file, mode: 0o644 })),
  );
  const tree = { manifest, fileCount: 1, sizeBytes: bytes.length };
  const artifact = { name, type: 'PipelineArtifact', source: 'job', properties: {}, tree };
  const created = await artifacts.create(key, artifact);
  assert.ok(!('reason' in created), JSON.stringify(created));
  return file.chunks[0] ?? '';
}

/** The names of the entries of a zip. */
export async function unzippedNames(zip: Buffer): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of (await fromBufferPromise(zip)).eachEntry()) names.push(entry.fileName);
  return names;
}
