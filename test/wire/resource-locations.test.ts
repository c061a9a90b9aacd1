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

/** The newest version that the oldest clients ask for, by area. */
const oldest: Readonly<Record<string, number>> = { build: 5.0, core: 5.0, git: 5.0, operations: 5.0, pipelines: 5.1 };

/** What came to these areas later, and is served from a younger version on, by the service too. */
const younger: ReadonlySet<string> = new Set([
  'Pipelines/artifacts',
  'build/stages',
  'build/leases',
  'build/buildleases',
  'build/retention',
  'build/generalSettings',
  'build/yaml',
  'build/history',
  'core/avatar',
  'core/categorizedTeams',
  'distributedtask/elasticpools',
  'distributedtask/oidctoken',
  'distributedtask/webhooks',
]);

test('clients that ask for version 5.0 or 5.1 are served', () => {
  for (const { area, resourceName, minVersion } of locations) {
    const highest = oldest[area.toLowerCase()] ?? 5.2;
    const isYounger = younger.has(`${area}/${resourceName}`);
    assert.ok(isYounger || Number(minVersion) <= highest, `${area}/${resourceName} is served from ${minVersion}`);
  }
});

/** What the service serves from another host, whose locations are not published. */
const fromOtherHosts: ReadonlySet<string> = new Set([
  'tokens',
  'IMS',
  'Profile',
  'Account',
  'testresults',
  'clienttools',
]);

test("every location is the vendor's, to the letter", { skip: withoutDocuments }, () => {
  const text = readFileSync(join(documents, 'discovery', 'options-apis.json'), 'utf8');
  const { value } = JSON.parse(text) as { value: ResourceLocation[] };
  for (const location of locations) {
    if (fromOtherHosts.has(location.area)) continue;
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
