import { members, textList, textOf } from './json.ts';

/** One way to run a stage of a task. */
export type TaskHandler = {
  /** The key in `task.json`: `Node20_1`, `PowerShell3`. */
  readonly key: string;
  readonly kind: 'node' | 'powershell';
  /** The file to start, from the package's folder. */
  readonly target: string;
  /** `''` is the job's default working directory. */
  readonly workingDirectory: string;
};

/** The stages that a task has, each with the handlers that can run here, best first; empty where none can. Absent: there is no such stage. */
export type TaskStages = {
  readonly prejob?: readonly TaskHandler[];
  readonly main?: readonly TaskHandler[];
  readonly postjob?: readonly TaskHandler[];
};

const powershellKey = 'powershell3';

export function readStages(json: Readonly<Record<string, unknown>>): TaskStages {
  return {
    ...stage('prejob', json.prejobexecution),
    ...stage('main', json.execution),
    ...stage('postjob', json.postjobexecution),
  };
}

function stage(name: keyof TaskStages, value: unknown): TaskStages {
  const handlers = members(value);
  if (Object.keys(handlers).length === 0) return {};
  const known = Object.entries(handlers).flatMap(([key, handler]) => readHandler(key, members(handler)));
  return { [name]: known.sort((a, b) => priority(b) - priority(a)) };
}

function readHandler(key: string, json: Readonly<Record<string, unknown>>): readonly TaskHandler[] {
  const target = textOf(json.target);
  if (target === '') return [];
  const lowered = key.toLowerCase();
  const { platforms } = json;
  const isNode = /^node\d*(_\d+)?$/.test(lowered);
  if (!isNode && lowered !== powershellKey) return [];
  if (isNode && textList(platforms).some(name => name.toLowerCase() === 'windows') && process.platform !== 'win32')
    return [];
  return [{ key, kind: isNode ? 'node' : 'powershell', target, workingDirectory: textOf(json.workingDirectory) }];
}

/** The newest Node first, as the service's agent prefers it, then PowerShell. `Node` alone is the oldest. */
function priority({ key, kind }: TaskHandler): number {
  if (kind === 'powershell') return -1;
  return Number(/^node(\d*)/i.exec(key)?.[1] || 0);
}
