const allRooms = [
  'base',
  'wire',
  'syntax',
  'expression',
  'template',
  'plan',
  'tasks',
  'source',
  'run',
  'resources',
  'artifacts',
  'testing',
  'access',
  'hooks',
  'emulator',
  'store',
  'api',
  'client',
  'agent',
  'web',
  'cli',
  'main',
] as const;

export type Room = (typeof allRooms)[number];

/** Which rooms a room may import, type imports included. docs/architecture.md shows it as a picture. */
export const mayImport: Readonly<Record<Room, readonly Room[]>> = {
  base: [],
  wire: ['base'],
  syntax: ['base'],
  expression: ['base'],
  template: ['base', 'syntax', 'expression'],
  plan: ['base', 'syntax', 'expression', 'template'],
  tasks: ['base'],
  source: ['base', 'template'],
  run: ['base', 'expression', 'plan', 'tasks'],
  resources: ['base', 'expression', 'plan', 'run'],
  artifacts: ['base', 'run', 'wire'],
  testing: ['base', 'run', 'wire'],
  access: ['base', 'run'],
  hooks: ['base', 'run'],
  emulator: ['base', 'run'],
  store: ['base', 'plan', 'run'],
  api: ['base', 'plan', 'tasks', 'run', 'resources', 'artifacts', 'testing', 'access', 'hooks', 'emulator', 'wire'],
  client: ['base', 'wire'],
  agent: ['base', 'expression', 'tasks', 'wire', 'client'],
  web: ['base', 'wire', 'client'],
  cli: ['base', 'wire', 'client', 'source', 'syntax', 'template', 'plan', 'tasks'],
  main: allRooms,
};

/** The subfolders that other rooms may import: the ports that a room declares for others to implement. */
export const openFolders: readonly string[] = ['src/run/ports'];

/** The room of a path below src/, or undefined. */
export function roomOf(path: string): Room | undefined {
  const name = /^src\/([^/]+)\//.exec(path)?.[1];
  return allRooms.find(room => room === name);
}
