import type { MappingNode, YamlNode } from '../../syntax/tree.ts';
import { type ExpandedMapping, type ExpandedNode, memberOf } from '../expanded.ts';
import type { SourceRepository } from '../source-reader.ts';
import type { Engine } from './engine.ts';
import type { Frame } from './frame.ts';

/**
 * Makes the repositories of a file's `resources` known before anything else in it is evaluated: templates may be taken from them wherever
 * `resources` stands. What is wrong with them is found again, and reported, when the file itself is evaluated.
 */
export function declareRepositories(engine: Engine, frame: Frame): void {
  const { root } = frame.document;
  const resources = root.kind === 'mapping' ? child(root, 'resources') : undefined;
  const repositories = resources?.kind === 'mapping' ? child(resources, 'repositories') : undefined;
  if (repositories?.kind !== 'sequence') return;
  const before = engine.report.findings.length;
  const list = engine.node(repositories, 'repositoryResources', frame);
  engine.report.findings.splice(before);
  if (list?.kind !== 'sequence') return;
  for (const item of list.items) {
    const repository = item.kind === 'mapping' ? repositoryOf(item) : undefined;
    if (repository !== undefined) engine.repositories.set(repository.alias.toLowerCase(), repository);
  }
}

function repositoryOf(mapping: ExpandedMapping): SourceRepository | undefined {
  const alias = textOf(memberOf(mapping, 'repository'));
  if (alias === undefined) return undefined;
  return {
    alias,
    type: textOf(memberOf(mapping, 'type')) ?? 'git',
    name: textOf(memberOf(mapping, 'name')) ?? alias,
    ref: textOf(memberOf(mapping, 'ref')) ?? 'refs/heads/main',
  };
}

function child(mapping: MappingNode, key: string): YamlNode | undefined {
  return mapping.entries.find(entry => entry.key.value === key)?.value;
}

function textOf(node: ExpandedNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.value : undefined;
}
