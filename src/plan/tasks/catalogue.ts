import { builtInTasks } from './built-in-tasks.ts';

/** A task that a pipeline may use, beside the built-in ones. `id` may be empty where it is not known. */
export type KnownTask = {
  readonly name: string;
  readonly id: string;
  readonly friendlyName: string;
  readonly versions: readonly KnownTaskVersion[];
};

/** A major version. `aliases` map other spellings of inputs, in lower case, to the inputs' names. */
export type KnownTaskVersion = { readonly major: number; readonly aliases: Readonly<Record<string, string>> };

/** A reference to a task, resolved. */
export type FoundTask = { readonly task: KnownTask; readonly version: KnownTaskVersion };

/** The tasks of nearly every pipeline, found without reading the whole list. */
const common = commonTasks([
  ['CmdLine', 'd9bafed4-0b18-4f58-968d-86655b4d2ce9', 'Command line', 2],
  ['Bash', '6c731c3c-3c68-459a-a5c9-bde6e6595b5b', 'Bash', 3],
  ['PowerShell', 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1', 'PowerShell', 2],
  ['Checkout', '6d15af64-176c-496d-b583-fd2ae21d4df4', 'Checkout', 1],
  ['DownloadPipelineArtifact', '30f35852-3f7e-4c0c-9a88-e127b4f97211', 'Download pipeline artifacts', 1],
  ['PublishPipelineArtifact', 'ecdc45f6-832d-4ad9-b52b-ee49e94659be', 'Publish pipeline artifacts', 1],
]);

let builtIn: ReadonlyMap<string, KnownTask> | undefined;

/** Resolves `Name@2` or `id@2`, in any case, among the known tasks and the built-in ones. A caller's own tasks come first. */
export class TaskCatalogue {
  readonly #known: ReadonlyMap<string, KnownTask>;
  readonly #found = new Map<string, FoundTask | undefined>();

  constructor(known: readonly KnownTask[]) {
    this.#known = index(known);
  }

  find(reference: string): FoundTask | undefined {
    const key = reference.toLowerCase();
    if (!this.#found.has(key)) this.#found.set(key, this.#look(key));
    return this.#found.get(key);
  }

  #look(reference: string): FoundTask | undefined {
    const { name, version } = splitTaskReference(reference);
    for (const tasks of [this.#known, common]) {
      const found = versionOf(tasks.get(name), version);
      if (found !== undefined) return found;
    }
    builtIn ??= index(builtInTasks.trim().split('\n').map(parseLine));
    return versionOf(builtIn.get(name) ?? builtIn.get(name.slice(name.lastIndexOf('.') + 1)), version);
  }
}

/** The two halves of a task reference; `version` is empty where none is given. */
export function splitTaskReference(reference: string): { readonly name: string; readonly version: string } {
  const at = reference.lastIndexOf('@');
  return at === -1
    ? { name: reference, version: '' }
    : { name: reference.slice(0, at), version: reference.slice(at + 1) };
}

function versionOf(task: KnownTask | undefined, wanted: string): FoundTask | undefined {
  const version =
    wanted === '' ? task?.versions.at(-1) : task?.versions.find(({ major }) => String(major) === wanted.split('.')[0]);
  return task && version && { task, version };
}

function index(tasks: readonly KnownTask[]): ReadonlyMap<string, KnownTask> {
  const indexed = new Map<string, KnownTask>();
  for (const task of tasks) {
    indexed.set(task.name.toLowerCase(), task);
    if (task.id !== '') indexed.set(task.id.toLowerCase(), task);
  }
  return indexed;
}

function commonTasks(rows: readonly (readonly [string, string, string, number])[]): ReadonlyMap<string, KnownTask> {
  const tasks = rows.map(([name, id, friendlyName, major]) => {
    return { name, id, friendlyName, versions: [{ major, aliases: {} }] };
  });
  // Checkout, download and publish have no name of their own in YAML: theirs there belong to other tasks.
  const unnamed = tasks.slice(3).map(task => [task.id, task] as const);
  return new Map([...index(tasks.slice(0, 3)), ...unnamed]);
}

function parseLine(line: string): KnownTask {
  const [name = '', id = '', friendlyName = '', versions = ''] = line.split('|');
  return { name, id, friendlyName, versions: versions.split(';').map(parseVersion) };
}

function parseVersion(text: string): KnownTaskVersion {
  const [major = '', aliases = ''] = text.split(':');
  const pairs = aliases === '' ? [] : aliases.split(',').map(pair => pair.split('=') as [string, string]);
  return {
    major: Number(major),
    aliases: Object.fromEntries(pairs.map(([alias, input]) => [alias.toLowerCase(), input])),
  };
}
