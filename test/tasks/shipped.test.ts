import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readShipped } from '../../src/tasks/read-shipped.ts';
import { shippedFolder, shippedTasks } from '../../src/tasks/shipped.ts';

describe('a shipped task', () => {
  for (const [name, id, major, folder] of shippedTasks) {
    test(`${name}@${major} is a whole package, under the id and version by which it is found`, async () => {
      const path = shippedFolder({ id: '', name: name.toLowerCase(), version: `${major}.0.0` }) ?? assert.fail();
      assert.equal(path, shippedFolder({ id: id.toUpperCase(), name: '', version: String(major) }));
      assert.ok(path.endsWith(folder));
      const { definition } = await readShipped(path);
      assert.deepEqual([definition.name, definition.id, definition.version.major], [name, id, major]);
      const handlers = [definition.prejob, definition.main, definition.postjob].flatMap(stage => stage ?? []);
      assert.ok(handlers.length > 0);
      for (const { target } of handlers) assert.ok(existsSync(join(path, target)), target);
    });
  }

  test('is every package among the sources', () => {
    const path = shippedFolder({ id: '', name: 'CopyFiles', version: '2' }) ?? assert.fail();
    const root = join(path, '..');
    const packages = readdirSync(root).filter(name => existsSync(join(root, name, 'task.json')));
    assert.deepEqual(packages.sort(), shippedTasks.map(([, , , folder]) => folder).sort());
  });
});
