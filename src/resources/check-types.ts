import { callProblem, waitsForWord } from '../run/check-calls.ts';
import type { Approver, CheckRule, RequiredTemplate } from '../run/checks.ts';
import { ResourceRefusal } from './refusal.ts';
import { timeZoneOf } from './time-zones.ts';

/** A type of check under the service's id and name. */
export type CheckType = { readonly id: string; readonly name: string };

const approval: CheckType = { id: '8c6f20a7-a545-4486-9777-f762fafe0d4d', name: 'Approval' };
const taskCheck: CheckType = { id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Task Check' };
const extendsCheck: CheckType = { id: '4020e66e-b0f3-47e1-bc88-48f3cc59b5f3', name: 'ExtendsCheck' };
const exclusiveLock: CheckType = { id: '2ef31ad6-baa0-403a-8b45-2cbc9b4e5563', name: 'ExclusiveLock' };

const businessHoursTask = '445fde2f-6c39-441c-807f-8a59ff2e075f';
const invokeRestTask = '9c3e8943-130d-4c78-ac63-8af81df62dfb';
const azureFunctionTask = '537fdb7a-a601-4537-aa70-92645a2b5ce4';
const branchControlTask = '86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b';

/** How long a stage waits for a check when nobody says: 30 days, in minutes. */
export const standardTimeoutMinutes = 43_200;

/** Minutes between two calls of a check that nobody set otherwise. */
const standardRetryMinutes = 5;

/** The definitions that say when an approval has its turn; any other stands among the checks. */
const turns: Readonly<Record<string, 'preCheck' | 'postCheck'>> = {
  '0f52a19b-c67e-468f-b8eb-0ae83b532c99': 'preCheck',
  '06441319-13fb-4756-b198-c2da116894a4': 'postCheck',
};

type NamedTemplate = {
  readonly repositoryType?: string;
  readonly repositoryName?: string;
  readonly repositoryRef?: string;
  readonly templatePath?: string;
};

type NamedApprover = { readonly id?: string; readonly displayName?: string; readonly uniqueName?: string };

/** The settings of a check as clients send them; which members matter depends on the type. */
export type CheckSettings = {
  readonly approvers?: readonly NamedApprover[];
  readonly blockedApprovers?: readonly NamedApprover[];
  readonly minRequiredApprovers?: number;
  readonly executionOrder?: 'anyOrder' | 'inSequence';
  readonly requesterCannotBeApprover?: boolean;
  readonly instructions?: string;
  readonly definitionRef?: { readonly id?: string; readonly name?: string };
  readonly displayName?: string;
  readonly retryInterval?: number;
  readonly linkedVariableGroup?: string;
  readonly extendsChecks?: readonly NamedTemplate[];
  readonly inputs?: Readonly<Record<string, string>>;
};

/** The type of a rule. */
export function typeOf({ kind }: CheckRule): CheckType {
  if (kind === 'approval') return approval;
  if (kind === 'requiredTemplate') return extendsCheck;
  return kind === 'exclusiveLock' ? exclusiveLock : taskCheck;
}

/** Reads a check's settings. Throws a `ResourceRefusal` for a type that is never evaluated here: a check that nobody makes protects nothing. */
export function ruleOf(type: { readonly id?: string; readonly name?: string }, settings: CheckSettings): CheckRule {
  const isType = ({ id, name }: CheckType): boolean =>
    type.id === undefined ? type.name?.toLowerCase() === name.toLowerCase() : type.id.toLowerCase() === id;
  if (isType(approval)) return approvalRule(settings);
  if (isType(extendsCheck)) return templateRule(settings);
  if (isType(exclusiveLock)) return { kind: 'exclusiveLock' };
  if (isType(taskCheck)) return taskRule(settings);
  throw invalid(`Checks of type ${type.name ?? type.id ?? ''} are not made here.`);
}

function approvalRule(settings: CheckSettings): CheckRule {
  const { definitionRef = {}, blockedApprovers = [] } = settings;
  const turn = turns[definitionRef.id?.toLowerCase() ?? ''];
  const { approvers = [], minRequiredApprovers = 0, executionOrder = 'anyOrder', instructions = '' } = settings;
  if (approvers.length === 0) throw invalid('An approval needs at least one approver.');
  if (minRequiredApprovers < 0 || minRequiredApprovers > approvers.length)
    throw invalid('An approval can need no more approvers than it has.');
  return {
    kind: 'approval',
    approvers: approvers.map(approverOf),
    minRequired: minRequiredApprovers,
    isInOrder: executionOrder === 'inSequence',
    mayApproveOwn: settings.requesterCannotBeApprover !== true,
    instructions,
    ...(blockedApprovers.length === 0 ? {} : { blocked: blockedApprovers.map(approverOf) }),
    ...(turn === undefined ? {} : { turn }),
  };
}

function approverOf({ id = '', displayName = '', uniqueName = '' }: NamedApprover): Approver {
  if (id === '') throw invalid('An approver is named by an id.');
  return { id: id.toLowerCase(), displayName: displayName || uniqueName || id, uniqueName: uniqueName || id };
}

function templateRule({ extendsChecks = [] }: CheckSettings): CheckRule {
  if (extendsChecks.length === 0) throw invalid('A check of required templates names at least one template.');
  return { kind: 'requiredTemplate', templates: extendsChecks.map(requiredTemplate) };
}

/** Types of repositories as YAML spells them, by what clients call them too. */
const repositoryTypes: Readonly<Record<string, string>> = {
  ...{ git: 'git', azuregit: 'git', tfsgit: 'git', azurereposgit: 'git' },
  ...{ github: 'github', githubenterprise: 'githubenterprise', bitbucket: 'bitbucket' },
};

function requiredTemplate({ repositoryType = 'git', ...named }: NamedTemplate): RequiredTemplate {
  const type = repositoryTypes[repositoryType.trim().toLowerCase()];
  if (type === undefined) throw invalid(`'${repositoryType}' is no type of repository that templates come from.`);
  const field = (name: keyof typeof named): string => {
    const value = named[name]?.trim() ?? '';
    if (value === '') throw invalid(`A required template has a ${name}.`);
    return value;
  };
  return {
    repositoryType: type,
    repositoryName: field('repositoryName'),
    repositoryRef: field('repositoryRef'),
    templatePath: field('templatePath'),
  };
}

function taskRule(settings: CheckSettings): CheckRule {
  const { definitionRef = {}, inputs = {} } = settings;
  const byName = new Map(Object.entries(inputs).map(([name, value]) => [name.toLowerCase(), value]));
  const input = (name: string): string => byName.get(name.toLowerCase())?.trim() ?? '';
  const id = definitionRef.id?.toLowerCase();
  if (id === businessHoursTask) return businessHours(input);
  if (id === branchControlTask) return branchControl(input);
  if (id === invokeRestTask) return callRule('invokeRest', settings);
  if (id === azureFunctionTask) return callRule('azureFunction', settings);
  throw invalid(`The check ${definitionRef.name ?? id ?? ''} is not made here.`);
}

// What no call could be made of is said when the check is made, not when a stage waits for it.
function callRule(task: 'invokeRest' | 'azureFunction', settings: CheckSettings): CheckRule {
  const { inputs = {}, retryInterval = standardRetryMinutes, linkedVariableGroup, displayName = '' } = settings;
  const problem = callProblem(task, inputs);
  if (problem !== undefined) throw invalid(problem);
  if (retryInterval < 0) throw invalid(`'${retryInterval}' is no number of minutes between evaluations.`);
  return {
    kind: 'call',
    task,
    displayName: displayName || (task === 'invokeRest' ? 'Invoke REST API' : 'Invoke Azure Function'),
    inputs,
    // What is called back says its word once: only answers are asked for again.
    retryMinutes: waitsForWord(inputs) ? 0 : retryInterval,
    ...(linkedVariableGroup ? { group: linkedVariableGroup } : {}),
  };
}

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function businessHours(input: (name: string) => string): CheckRule {
  const days = listed(input('businessDays')).map(day => dayNames.indexOf(day.toLowerCase()));
  const timeZone = timeZoneOf(input('timeZone'));
  if (days.length === 0 || days.includes(-1)) throw invalid(`'${input('businessDays')}' is not a list of week days.`);
  if (timeZone === undefined) throw invalid(`The time zone '${input('timeZone')}' is not known.`);
  const [startMinute, endMinute] = [timeOf(input('startTime')), timeOf(input('endTime'))];
  return { kind: 'businessHours', timeZone, days, startMinute, endMinute };
}

// No branch is protected here, and the check says so: it lets nothing pass, unless unknown branches may pass.
function branchControl(input: (name: string) => string): CheckRule {
  const isOn = (name: string): boolean => input(name).toLowerCase() === 'true';
  const isHopeless = isOn('ensureProtectionOfBranch') && !isOn('allowUnknownStatusBranch');
  const branches = listed(input('allowedBranches'));
  return { kind: 'branchControl', allowedBranches: isHopeless ? [] : branches.length === 0 ? ['*'] : branches };
}

/** Minutes after midnight of `04:00`. */
function timeOf(text: string): number {
  const [, hours, minutes] = /^(\d\d?):(\d\d)$/.exec(text) ?? [];
  const time = Number(hours) * 60 + Number(minutes);
  if (!(time < 24 * 60) || Number(minutes) > 59) throw invalid(`'${text}' is not a time of day such as 09:30.`);
  return time;
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
}

function invalid(message: string): ResourceRefusal {
  return new ResourceRefusal('checkInvalid', message);
}
