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

/** The newest version that the oldest clients ask for; what came to an area later is served from 5.2 on, by the service too. */
const oldest: Readonly<Record<string, number>> = { build: 5.0, core: 5.0, git: 5.0, operations: 5.0, pipelines: 5.1 };

test('clients that ask for version 5.0 or 5.1 are served', () => {
  for (const { area, resourceName, minVersion } of locations) {
    const isYounger = `${area}/${resourceName}` === 'Pipelines/artifacts';
    const highest = (isYounger ? undefined : oldest[area.toLowerCase()]) ?? 5.2;
    assert.ok(Number(minVersion) <= highest, `${area} is served from ${minVersion}`);
  }
});

test("every location is the vendor's, to the letter", { skip: withoutDocuments }, () => {
  const text = readFileSync(join(documents, 'discovery', 'options-apis.json'), 'utf8');
  const { value } = JSON.parse(text) as { value: ResourceLocation[] };
  for (const location of locations) {
    // The service serves it from another host, whose locations are not published.
    if (location.area === 'tokens') continue;
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
