import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { shippedRoot } from '../../tasks/shipped.ts';
import type { Mount } from './mounts.ts';

const inside = '/__a/shipped';

/** The shipped task packages as containers see them, beside the libraries that they import and the package.json that says how they are to be read. */
export function shippedMounts(): readonly Mount[] {
  const library = createRequire(join(shippedRoot, 'package.json')).resolve('azure-pipelines-task-lib/package.json');
  const libraries = dirname(dirname(realpathSync(library)));
  const mount = (outside: string, name: string): Mount => {
    return { name: 'tasks', outside, inside: `${inside}/${name}`, readOnly: true };
  };
  return [
    mount(shippedRoot, 'tasks'),
    mount(libraries, 'node_modules'),
    mount(packageFileAbove(shippedRoot), 'package.json'),
  ];
}

function packageFileAbove(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return file;
  if (folder === dirname(folder)) throw new Error(`No folder above ${shippedRoot} has a package.json.`);
  return packageFileAbove(dirname(folder));
}
