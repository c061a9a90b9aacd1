import { builtInTasks } from './built-in-tasks.ts';

/** A version of a task that a pipeline may use beside the built-in ones, as its task.json describes it. */
export type KnownTask = {
  readonly id: string;
  readonly name: string;
  /** `publisher.extension.name`: another name that it goes by. */
  readonly qualifiedName?: string;
  /** `2.1.0`; pipelines ask for the major version, or for all of it. */
  readonly version: string;
  /** What the task takes. Absent: not known, so that inputs are taken as they are. */
  readonly inputs?: readonly KnownTaskInput[];
  /** Capabilities that an agent must have to run it. Default: none. */
  readonly demands?: readonly string[];
};

/** `aliases` are other names that pipelines may use for the input, in any case. */
export type KnownTaskInput = {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Whether a step must give it. Default: false. */
  readonly required?: boolean;
};

/** A task with all its versions. `id` may be empty where it is not known. */
export type CataloguedTask = {
  readonly name: string;
  readonly qualifiedName?: string;
  readonly id: string;
  readonly friendlyName: string;
  /** The oldest first. */
  readonly versions: readonly TaskVersion[];
};

/** A version. `aliases` are other names of inputs, by their lower case. */
export type TaskVersion = {
  readonly major: number;
  /** All of it (`2.1.3`), of a task that the caller knows: a run then uses exactly this one. Absent: whichever there is of the major version. */
  readonly version?: string;
  readonly aliases: Readonly<Record<string, InputAlias>>;
  /** Of a task that the caller knows. */
  readonly inputs?: readonly KnownTaskInput[];
  readonly demands?: readonly string[];
};

/** Another name of an input, as it is written. */
export type InputAlias = { readonly alias: string; readonly input: string };

/** A reference to a task, resolved. */
export type FoundTask = { readonly task: CataloguedTask; readonly version: TaskVersion };

/** The tasks of nearly every pipeline, found without reading the whole list. */
const common = commonTasks([
  ['CmdLine', 'd9bafed4-0b18-4f58-968d-86655b4d2ce9', 'Command line', 2],
  ['Bash', '6c731c3c-3c68-459a-a5c9-bde6e6595b5b', 'Bash', 3],
  ['PowerShell', 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1', 'PowerShell', 2],
  ['Checkout', '6d15af64-176c-496d-b583-fd2ae21d4df4', 'Checkout', 1],
  ['DownloadPipelineArtifact', '30f35852-3f7e-4c0c-9a88-e127b4f97211', 'Download pipeline artifacts', 1],
  ['PublishPipelineArtifact', 'ecdc45f6-832d-4ad9-b52b-ee49e94659be', 'Publish pipeline artifacts', 1],
]);

let builtIn: ReadonlyMap<string, CataloguedTask> | undefined;

/** Resolves `Name@2` or `id@2`, in any case, among the known tasks and the built-in ones. A caller's own tasks come first. */
export class TaskCatalogue {
  readonly #known: ReadonlyMap<string, CataloguedTask>;
  readonly #found = new Map<string, FoundTask | undefined>();

  constructor(known: readonly KnownTask[]) {
    this.#known = index(joinVersions(known));
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
    builtIn ??= index(listBuiltInTasks());
    return versionOf(builtIn.get(name) ?? builtIn.get(name.slice(name.lastIndexOf('.') + 1)), version);
  }
}

/** Every built-in task that has a name in YAML, by name. */
export function listBuiltInTasks(): readonly CataloguedTask[] {
  return builtInTasks.trim().split('\n').map(parseLine);
}

/** The input's own name, whatever alias of it, in any case, is given. */
export function canonicalInput({ aliases }: TaskVersion, name: string): string {
  const key = name.toLowerCase();
  return (Object.hasOwn(aliases, key) && aliases[key]?.input) || name;
}

/** The two halves of a task reference; `version` is empty where none is given. */
export function splitTaskReference(reference: string): { readonly name: string; readonly version: string } {
  const at = reference.lastIndexOf('@');
  return at === -1
    ? { name: reference, version: '' }
    : { name: reference.slice(0, at), version: reference.slice(at + 1) };
}

function versionOf(task: CataloguedTask | undefined, wanted: string): FoundTask | undefined {
  const version = task?.versions.findLast(each => isVersion(each, wanted));
  return task && version && { task, version };
}

/** `2` is any of the second major version, `2.1.3` that one; nothing is any. */
function isVersion({ major, version }: TaskVersion, wanted: string): boolean {
  if (wanted === '') return true;
  if (version !== undefined && wanted.includes('.')) return version === wanted;
  return String(major) === wanted.split('.')[0];
}

function index(tasks: readonly CataloguedTask[]): ReadonlyMap<string, CataloguedTask> {
  const indexed = new Map<string, CataloguedTask>();
  for (const task of tasks) {
    indexed.set(task.name.toLowerCase(), task);
    if (task.id !== '') indexed.set(task.id.toLowerCase(), task);
    if (task.qualifiedName !== undefined) indexed.set(task.qualifiedName.toLowerCase(), task);
  }
  return indexed;
}

function commonTasks(
  rows: readonly (readonly [string, string, string, number])[],
): ReadonlyMap<string, CataloguedTask> {
  const tasks = rows.map(([name, id, friendlyName, major]): CataloguedTask => {
    return { name, id, friendlyName, versions: [{ major, aliases: {} }] };
  });
  // Checkout, download and publish have no name of their own in YAML: theirs there belong to other tasks.
  const unnamed = tasks.slice(3).map(task => [task.id, task] as const);
  return new Map([...index(tasks.slice(0, 3)), ...unnamed]);
}

/** Versions of the same task as one task, under the newest one's names; of two with the same version the later one counts. */
function joinVersions(known: readonly KnownTask[]): readonly CataloguedTask[] {
  const joined = new Map<string, CataloguedTask>();
  for (const { id, name, qualifiedName, version, inputs, demands = [] } of known.toSorted(byVersion)) {
    const others = (joined.get(id)?.versions ?? []).filter(other => other.version !== version);
    const major = Number.parseInt(version, 10);
    const aliases = aliasesOf(inputs ?? []);
    const versions = [...others, { major, version, aliases, demands, ...(inputs && { inputs }) }];
    joined.set(id, { id, name, friendlyName: name, ...(qualifiedName && { qualifiedName }), versions });
  }
  return [...joined.values()];
}

function byVersion(a: KnownTask, b: KnownTask): number {
  const [left = [], right = []] = [a, b].map(({ version }) => version.split('.').map(Number));
  const at = left.findIndex((number, index) => number !== right[index]);
  return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

function aliasesOf(inputs: readonly KnownTaskInput[]): TaskVersion['aliases'] {
  return byAlias(inputs.flatMap(({ name, aliases = [] }) => aliases.map(alias => ({ alias, input: name }))));
}

function byAlias(aliases: readonly InputAlias[]): TaskVersion['aliases'] {
  return Object.fromEntries(aliases.map(each => [each.alias.toLowerCase(), each]));
}

function parseLine(line: string): CataloguedTask {
  const [name = '', id = '', friendlyName = '', versions = ''] = line.split('|');
  return { name, id, friendlyName, versions: versions.split(';').map(parseVersion) };
}

function parseVersion(text: string): TaskVersion {
  const [major = '', aliases = ''] = text.split(':');
  const pairs = aliases === '' ? [] : aliases.split(',').map(pair => pair.split('=') as [string, string]);
  return { major: Number(major), aliases: byAlias(pairs.map(([alias, input]) => ({ alias, input }))) };
}
