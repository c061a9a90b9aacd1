import type { PolicyRule, PolicyScope } from './policy.ts';
import { PolicyRefusal } from './policy-refusal.ts';

/** A type of policy under the service's id and name. */
export type PolicyType = { readonly id: string; readonly name: string; readonly description: string };

type Settings = Readonly<Record<string, unknown>>;
type Known = PolicyType & { readonly read: (settings: Settings) => PolicyRule };

/** The types that are evaluated. A policy that nobody evaluates would protect nothing, and is refused. */
const known: readonly Known[] = [
  {
    id: '0609b952-1397-4640-95ec-e00a01b2c241',
    name: 'Build',
    description: 'This policy will require a successful build has been performed before updating protected refs.',
    read: settings => ({
      kind: 'build',
      pipelineId: number(settings, 'buildDefinitionId'),
      displayName: text(settings, 'displayName'),
      isManual: flag(settings, 'manualQueueOnly'),
      onlyOnSourceUpdate: flag(settings, 'queueOnSourceUpdateOnly', true),
      validMinutes: number(settings, 'validDuration', 0),
      paths: texts(settings, 'filenamePatterns'),
    }),
  },
  {
    id: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
    name: 'Minimum number of reviewers',
    description:
      'This policy will ensure that a minimum number of reviewers have approved a pull request before completion.',
    read: settings => ({
      kind: 'minimumReviewers',
      count: number(settings, 'minimumApproverCount'),
      creatorCounts: flag(settings, 'creatorVoteCounts'),
      allowsRejections: flag(settings, 'allowDownvotes'),
      resetsOnPush: flag(settings, 'resetOnSourcePush'),
    }),
  },
  {
    id: 'fd2167ab-b0be-447a-8ec8-39368250530e',
    name: 'Required reviewers',
    description:
      'This policy will ensure that required reviewers are added for modified files matching specified patterns.',
    read: settings => ({
      kind: 'requiredReviewers',
      ids: texts(settings, 'requiredReviewerIds').map(id => id.toLowerCase()),
      paths: texts(settings, 'filenamePatterns'),
    }),
  },
  {
    id: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2',
    name: 'Comment requirements',
    description: 'Check if the pull request has any active comments',
    read: () => ({ kind: 'comments' }),
  },
  {
    id: 'cbdc66da-9728-4af8-aada-9a5a32e4a226',
    name: 'Status',
    description: 'This policy will require a successful status to be posted before updating protected refs.',
    read: settings => ({
      kind: 'status',
      name: required(settings, 'statusName'),
      genre: text(settings, 'statusGenre'),
      resetsOnPush: flag(settings, 'invalidateOnSourceUpdate'),
    }),
  },
];

export const policyTypes: readonly PolicyType[] = known;

/** What a policy of a type demands, and of which branches. Throws a `PolicyRefusal` for what is not evaluated, and for settings that say nothing. */
export function readPolicy(
  typeId: string,
  settings: Settings,
): { readonly rule: PolicyRule; readonly scopes: readonly PolicyScope[] } {
  const type = known.find(({ id }) => id === typeId.toLowerCase());
  if (type === undefined) throw invalid(`Policies of the type ${typeId} are not evaluated here.`);
  const { scope } = settings;
  if (!Array.isArray(scope) || scope.length === 0)
    throw invalid('A policy names the branches that it is about: scope.');
  return { rule: type.read(settings), scopes: scope.map(scopeOf) };
}

function scopeOf(value: unknown): PolicyScope {
  if (typeof value !== 'object' || value === null) throw invalid('A scope is an object.');
  const settings = value as Settings;
  const kind = text(settings, 'matchKind').toLowerCase() || 'exact';
  const match = (['exact', 'prefix', 'defaultBranch'] as const).find(each => each.toLowerCase() === kind);
  const refName = text(settings, 'refName');
  const repositoryId = text(settings, 'repositoryId').toLowerCase();
  if (match === undefined) throw invalid(`'${kind}' is no kind of match: Exact, Prefix or DefaultBranch.`);
  if (match === 'exact' && refName === '') throw invalid('A scope names a branch, such as refs/heads/main.');
  return { refName, match, ...(repositoryId === '' ? {} : { repositoryId }) };
}

function number(settings: Settings, name: string, standard?: number): number {
  const value = Number(settings[name] ?? standard);
  if (Number.isFinite(value) && value >= 0) return value;
  throw invalid(`The setting ${name} is a number.`);
}

function text(settings: Settings, name: string): string {
  const value = settings[name];
  return typeof value === 'string' ? value.trim() : '';
}

function required(settings: Settings, name: string): string {
  const value = text(settings, name);
  if (value === '') throw invalid(`The setting ${name} is missing.`);
  return value;
}

function flag(settings: Settings, name: string, standard = false): boolean {
  const value = settings[name] ?? standard;
  return value === true || String(value).toLowerCase() === 'true';
}

function texts(settings: Settings, name: string): readonly string[] {
  const value = settings[name];
  return Array.isArray(value) ? value.filter(each => typeof each === 'string') : [];
}

function invalid(message: string): PolicyRefusal {
  return new PolicyRefusal('policyInvalid', message);
}
