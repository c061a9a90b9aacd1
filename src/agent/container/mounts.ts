import { basename } from 'node:path';
import type { MountName } from '../../wire/agent-protocol.ts';
import type { JobFolders } from '../job/folders.ts';

/** A folder of the agent and where a container sees it. */
export type Mount = {
  readonly name: MountName;
  readonly outside: string;
  readonly inside: string;
  readonly readOnly: boolean;
};

/** Where a container sees the agent's work folder, its tools and its own programs: the service's agent uses the same places. */
const workInside = '/__w';
const toolsInside = '/__t';
const packagesInside = '/__a/tasks';
export const nodeInside = '/__a/externals/node/bin/node';

/** Where the packages of tasks are: the agent's folder of them, packages of the job that are elsewhere, and those that are shipped. */
export type TaskFolders = {
  readonly tasks: string;
  readonly packages: readonly string[];
  readonly shipped: readonly Mount[];
};

/** The folders of a job that its containers share. */
export function jobMounts(
  folders: JobFolders,
  { tasks, packages, shipped }: TaskFolders,
  readOnly: readonly MountName[],
): readonly Mount[] {
  const mount = (name: MountName, outside: string, inside: string): Mount => {
    return { name, outside, inside, readOnly: readOnly.includes(name) };
  };
  return [
    mount('work', folders.workspace, `${workInside}/${basename(folders.workspace)}`),
    { ...mount('work', folders.temp, `${workInside}/_temp`), readOnly: false },
    mount('tasks', tasks, `${workInside}/_tasks`),
    mount('tools', folders.tools, toolsInside),
    { name: 'externals', outside: process.execPath, inside: nodeInside, readOnly: true },
    ...packages.map((folder, index) => {
      return { name: 'tasks', outside: folder, inside: `${packagesInside}/${index + 1}`, readOnly: true } as const;
    }),
    ...shipped,
  ];
}

/** Translates paths between the agent's machine and a container. */
export class PathMap {
  readonly #pairs: readonly { readonly outside: string; readonly inside: string }[];

  constructor(mounts: readonly Mount[], work: string) {
    this.#pairs = [...mounts, { outside: work, inside: workInside }];
  }

  /** A text that is a path of the agent's, or begins with one, as the container sees it; any other text as it is. */
  inside(text: string): string {
    return replaceStart(text, this.#pairs, 'outside', 'inside');
  }

  /** The reverse of `inside`. */
  outside(text: string): string {
    return replaceStart(text, this.#pairs, 'inside', 'outside');
  }

  /** Whether a path of the container is one of the agent's too. */
  isShared(inside: string): boolean {
    return this.outside(inside) !== inside;
  }
}

type Side = 'outside' | 'inside';

function replaceStart(text: string, pairs: readonly Readonly<Record<Side, string>>[], from: Side, to: Side): string {
  for (const pair of pairs) {
    const start = pair[from];
    if (text === start) return pair[to];
    if (text.startsWith(start) && '/\\'.includes(text.charAt(start.length))) return pair[to] + text.slice(start.length);
  }
  return text;
}
