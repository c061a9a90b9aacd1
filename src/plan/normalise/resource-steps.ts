import type { Checked, Finding } from '../../base/finding.ts';
import {
  type ExpandedEntry,
  type ExpandedMapping,
  type ExpandedNode,
  mappingAt,
  memberOf,
  scalarAt,
} from '../../template/expanded.ts';
import { planError } from '../checks/report.ts';
import { commonStepKeys } from '../schema/step-kinds.ts';

/** A step whose task only the resource that it names can tell: the list to look in, and the tasks by the resource's type, in lower case. */
type ResourceStep = {
  readonly list: 'packages' | 'builds';
  readonly alias: 'package' | 'build';
  readonly missing: 'resource.package' | 'resource.build';
  readonly tasks: Readonly<Record<string, ResourceTask>>;
};

/** Inputs by where their values come from: keys of the resource, and keys of the step. */
type ResourceTask = {
  readonly task: string;
  readonly ofResource: Readonly<Record<string, string>>;
  readonly ofStep: Readonly<Record<string, string>>;
};

const ofPackage = { name: 'packageName', version: 'version' } as const;

const kinds: Readonly<Record<string, ResourceStep>> = {
  getPackage: {
    list: 'packages',
    alias: 'package',
    missing: 'resource.package',
    tasks: {
      npm: {
        task: 'DownloadGithubNpmPackage@1',
        ofResource: { ...ofPackage, connection: 'externalRegistryCredentials' },
        ofStep: { path: 'installDirectory' },
      },
      nuget: {
        task: 'DownloadGitHubNugetPackage@1',
        ofResource: { ...ofPackage, connection: 'externalFeedCredentials' },
        ofStep: { path: 'restoreDirectory' },
      },
    },
  },
  downloadBuild: {
    list: 'builds',
    alias: 'build',
    missing: 'resource.build',
    tasks: {
      jenkins: {
        task: 'JenkinsDownloadArtifacts@2',
        ofResource: { connection: 'jenkinsServerConnection', source: 'jobName', version: 'jenkinsBuildNumber' },
        ofStep: { path: 'saveTo', patterns: 'itemPattern', artifact: 'itemPattern' },
      },
    },
  },
};

/** The pipeline, body `stages`, with every `getPackage` and `downloadBuild` as the task that its resource asks for. */
export function resolveResourceSteps(root: ExpandedMapping): Checked<ExpandedMapping> {
  const findings: Finding[] = [];
  const resolve = (step: ExpandedMapping) => resolveStep(step, root, findings);
  return { value: mapSteps(root, resolve), findings };
}

/** Lists and mappings on the way from a pipeline to its steps. */
const onTheWay = new Set([
  ...['stages', 'jobs', 'strategy', 'runOnce', 'rolling', 'canary'],
  ...['preDeploy', 'deploy', 'routeTraffic', 'postRouteTraffic', 'on', 'failure', 'success'],
]);

function mapSteps<Node extends ExpandedNode>(node: Node, resolve: (step: ExpandedMapping) => ExpandedNode): Node {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'sequence') return { ...node, items: node.items.map(item => mapSteps(item, resolve)) };
  const entries = node.entries.map(entry => {
    if (entry.key.value !== 'steps')
      return onTheWay.has(entry.key.value) ? { ...entry, value: mapSteps(entry.value, resolve) } : entry;
    if (entry.value.kind !== 'sequence') return entry;
    const items = entry.value.items.map(step => (step.kind === 'mapping' ? resolve(step) : step));
    return { ...entry, value: { ...entry.value, items } };
  });
  return { ...node, entries };
}

function resolveStep(step: ExpandedMapping, root: ExpandedMapping, findings: Finding[]): ExpandedMapping {
  const [first, ...rest] = step.entries;
  const kind = first && Object.hasOwn(kinds, first.key.value) ? kinds[first.key.value] : undefined;
  if (first === undefined || kind === undefined) return step;
  const alias = textOf(first.value);
  const resource = resourceOf(root, kind, alias);
  const task = resource && kind.tasks[textOf(memberOf(resource, 'type')).toLowerCase()];
  if (resource === undefined || task === undefined) {
    findings.push(planError(kind.missing, first.value.span, alias));
    return step;
  }
  const isCommon = ({ key }: ExpandedEntry) => Object.hasOwn(commonStepKeys, key.value);
  const further = rest.find(({ key }) => key.value === 'inputs')?.value;
  const inputs = mappingAt(step, [
    ...picked(resource, task.ofResource),
    ...picked(step, task.ofStep),
    ...(further?.kind === 'mapping' ? further.entries : []),
  ]);
  const entries = [
    { key: scalarAt(first.key, 'task'), value: scalarAt(first.key, task.task) },
    ...rest.filter(isCommon),
    { key: scalarAt(first.key, 'inputs'), value: inputs },
  ];
  return { ...step, entries };
}

function resourceOf(root: ExpandedMapping, kind: ResourceStep, alias: string): ExpandedMapping | undefined {
  const resources = memberOf(root, 'resources');
  const list = resources?.kind === 'mapping' ? memberOf(resources, kind.list) : undefined;
  const items = list?.kind === 'sequence' ? list.items : [];
  return items.find(
    (item): item is ExpandedMapping =>
      item.kind === 'mapping' && textOf(memberOf(item, kind.alias)).toLowerCase() === alias.toLowerCase(),
  );
}

function picked(from: ExpandedMapping, names: Readonly<Record<string, string>>): readonly ExpandedEntry[] {
  return Object.entries(names).flatMap(([name, input]) => {
    const value = memberOf(from, name);
    return value === undefined ? [] : [{ key: scalarAt(value, input), value }];
  });
}

function textOf(node: ExpandedNode | undefined): string {
  return node?.kind === 'scalar' ? node.value : '';
}
