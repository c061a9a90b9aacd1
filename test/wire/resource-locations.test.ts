import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ResourceLocation } from '../../src/wire/discovery.ts';
import { resourceAreas, resourceLocations } from '../../src/wire/resource-locations.ts';
import { documents, withoutDocuments } from '../api/support/vendor-documents.ts';

const locations: readonly ResourceLocation[] = Object.values(resourceLocations);

test('no id is there twice', () => {
  assert.equal(new Set(locations.map(({ id }) => id)).size, locations.length);
});

/** Resources that the service has only had since a later version. */
const younger: Readonly<Record<string, number>> = { 'ef5b7057-ffc3-4c77-bbad-c10b4a4abcc7': 5.2 };

test('clients that ask for version 5.0 or 5.1 are served', () => {
  for (const { id, area, minVersion } of locations) {
    const highest = younger[id] ?? (area.toLowerCase() === 'pipelines' ? 5.1 : 5.0);
    assert.ok(Number(minVersion) <= highest, `${area} is served from ${minVersion}`);
  }
});

test("every location is the vendor's, to the letter", { skip: withoutDocuments }, () => {
  const text = readFileSync(join(documents, 'discovery', 'options-apis.json'), 'utf8');
  const { value } = JSON.parse(text) as { value: ResourceLocation[] };
  for (const location of locations) {
    assert.deepEqual(
      location,
      value.find(({ id }) => id === location.id),
    );
  }
});

test("every area is the vendor's", { skip: withoutDocuments }, () => {
  const text = readFileSync(join(documents, 'discovery', 'resource-areas.json'), 'utf8');
  const { value } = JSON.parse(text) as { value: { id: string; name: string }[] };
  for (const { id, name } of resourceAreas) assert.equal(value.find(area => area.id === id)?.name, name);
});
