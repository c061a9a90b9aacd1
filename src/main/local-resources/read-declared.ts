import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Finding, printFinding, SourceFile } from '../../base/finding.ts';
import { CommandError } from '../../cli/errors.ts';
import { readYaml } from '../../syntax/read.ts';
import type { MappingNode, YamlNode } from '../../syntax/tree.ts';
import type { DeclaredConnection, DeclaredResources, DeclaredVariable } from './declared.ts';

/** Where secrets are read from, so that the file need not hold them. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the file of `--resources`. Throws a `CommandError` with every problem in it, each with its line and column. */
export function readDeclared(path: string, env: Environment): DeclaredResources {
  const file = new SourceFile(path, textOf(path));
  const { root, findings } = readYaml(file);
  const problems: Finding[] = [...findings];
  const read = new Reader(dirname(path), env, problems);
  const resources = root === undefined ? undefined : read.resources(root);
  if (problems.length === 0 && resources !== undefined) return resources;
  const files = new Map([[path, file]]);
  throw new CommandError(problems.map(problem => printFinding(problem, files)).join('\n'), 1);
}

function textOf(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new CommandError(`--resources: there is no file '${path}'.`);
  }
  return readFileSync(path, 'utf8');
}

/** Goes through the tree, and notes whatever is not as it should be; the value it then answers is never used. */
class Reader {
  readonly #folder: string;
  readonly #env: Environment;
  readonly #problems: Finding[];
  readonly #withheld: string[] = [];

  constructor(folder: string, env: Environment, problems: Finding[]) {
    this.#folder = folder;
    this.#env = env;
    this.#problems = problems;
  }

  resources(root: YamlNode): DeclaredResources {
    const parts = this.#members(root, ['variableGroups', 'secureFiles', 'serviceConnections', 'pipelines']);
    return {
      variableGroups: this.#each(parts.get('variableGroups'), group => this.#each(group, node => this.#variable(node))),
      secureFiles: this.#each(parts.get('secureFiles'), node => this.#path(node, 'file')),
      serviceConnections: this.#each(parts.get('serviceConnections'), node => this.#connection(node)),
      pipelines: this.#each(parts.get('pipelines'), node => this.#path(node, 'folder')),
      withheld: this.#withheld,
    };
  }

  #variable(node: YamlNode): DeclaredVariable {
    if (node.kind !== 'mapping') return { value: this.#text(node), isSecret: false };
    return { value: this.#fromEnvironment(node), isSecret: true };
  }

  #connection(node: YamlNode): DeclaredConnection {
    const parts = this.#members(node, ['type', 'url', 'data', 'authorization']);
    const url = parts.get('url');
    if (url === undefined) this.#problem(node, "A service connection needs a 'url'.");
    const authorization = parts.get('authorization');
    const how =
      authorization === undefined
        ? new Map<string, YamlNode>()
        : this.#members(authorization, ['scheme', 'parameters']);
    return {
      type: this.#optional(parts.get('type'), 'generic'),
      url: this.#optional(url, ''),
      data: this.#each(parts.get('data'), value => this.#text(value)),
      scheme: this.#optional(how.get('scheme'), 'None'),
      parameters: this.#each(how.get('parameters'), value => this.#secretOrText(value)),
    };
  }

  #secretOrText(node: YamlNode): string {
    return node.kind === 'mapping' ? this.#fromEnvironment(node) : this.#text(node);
  }

  /** `{ fromEnvironment: NAME }`. */
  #fromEnvironment(node: MappingNode): string {
    const name = this.#members(node, ['fromEnvironment']).get('fromEnvironment');
    if (name === undefined) {
      this.#problem(node, "A secret says where it is read from: '{ fromEnvironment: NAME }'.");
      return '';
    }
    const value = this.#env[this.#text(name)];
    this.#withheld.push(this.#text(name));
    if (value === undefined) this.#problem(name, `There is no environment variable ${this.#text(name)}.`);
    return value ?? '';
  }

  #path(node: YamlNode, kind: 'file' | 'folder'): string {
    const path = resolve(this.#folder, this.#text(node));
    const found = statSync(path, { throwIfNoEntry: false });
    if (kind === 'file' ? !found?.isFile() : !found?.isDirectory())
      this.#problem(node, `There is no ${kind} '${path}'.`);
    return path;
  }

  /** The members of a mapping that may have only the given ones. */
  #members(node: YamlNode, known: readonly string[]): ReadonlyMap<string, YamlNode> {
    const entries = this.#entries(node);
    for (const { key } of entries.filter(entry => !known.includes(entry.key.value)))
      this.#problem(key, `Unexpected value '${key.value}'. Known here: ${known.join(', ')}.`);
    return new Map(entries.map(({ key, value }) => [key.value, value]));
  }

  #each<Value>(node: YamlNode | undefined, read: (value: YamlNode) => Value): Record<string, Value> {
    if (node === undefined) return {};
    return Object.fromEntries(this.#entries(node).map(({ key, value }) => [key.value, read(value)]));
  }

  #entries(node: YamlNode): MappingNode['entries'] {
    if (node.kind === 'mapping') return node.entries;
    if (node.kind === 'sequence' || node.value !== '') this.#problem(node, 'A mapping was expected.');
    return [];
  }

  #optional(node: YamlNode | undefined, otherwise: string): string {
    return node === undefined ? otherwise : this.#text(node);
  }

  #text(node: YamlNode): string {
    if (node.kind === 'scalar') return node.value;
    this.#problem(node, 'A text was expected.');
    return '';
  }

  #problem(node: YamlNode, message: string): void {
    this.#problems.push({ code: 'resources.file', severity: 'error', message, at: node.span, via: [] });
  }
}
