import { messageOf } from '../base/message-of.ts';
import { members, textList, textOf } from './definition/json.ts';
import { readStages, type TaskStages } from './definition/stages.ts';
import { TaskPackageError } from './package-error.ts';
import { parseVersion, type TaskVersion } from './version.ts';

export type { TaskHandler } from './definition/stages.ts';

/** What a `task.json` says, as far as an agent or a server goes by it. */
export type TaskDefinition = TaskStages & {
  /** A GUID, in lower case. */
  readonly id: string;
  readonly name: string;
  readonly version: TaskVersion;
  readonly friendlyName: string;
  readonly description: string;
  readonly author: string;
  /** An address or Markdown. */
  readonly help: string;
  /** The extension's publisher and name, where the package knows them: `contrib.ext`. */
  readonly contribution: string;
  readonly inputs: readonly TaskInput[];
  /** Variables that become outputs of the step even where the task does not say so. */
  readonly outputVariables: readonly string[];
  /** Capabilities that an agent must have. */
  readonly demands: readonly string[];
  /** `''` is any. */
  readonly minimumAgentVersion: string;
  readonly instanceNameFormat: string;
  readonly restrictions: TaskRestrictions;
};

export type TaskInput = {
  readonly name: string;
  readonly aliases: readonly string[];
  /** `string`, `boolean`, `filePath`, `multiLine`, `pickList`, `radio`, `secureFile`, `connectedService:TYPE` and others. */
  readonly type: string;
  readonly defaultValue: string;
  readonly isRequired: boolean;
  /** When the input is shown, and so when it must be given: `type = file && mode != none`. `''` is always. */
  readonly visibleRule: string;
  /** The same for the group that the input is in: both must hold. */
  readonly groupRule: string;
};

/** What the task's logging commands may do. */
export type TaskRestrictions = {
  readonly isRestricted: boolean;
  /** Patterns of the variables that the task may set; absent is all. */
  readonly settableVariables?: readonly string[];
};

const guidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads the text of a `task.json`. `strings` are the package's own words for the keys that stand in it as `ms-resource:KEY`. Throws a
 * `TaskPackageError` for what no agent could run.
 */
export function readDefinition(text: string, strings: Readonly<Record<string, string>> = {}): TaskDefinition {
  const json = parse(text);
  const groups = new Map(
    list(json.groups)
      .map(members)
      .map(group => [textOf(group.name), textOf(group.visibleRule)]),
  );
  const said = (key: string): string => localised(textOf(json[key]), strings);
  const id = textOf(json.id).toLowerCase();
  if (!guidShape.test(id)) throw new TaskPackageError(`task.json: the id '${id}' is not a GUID.`);
  const name = textOf(json.name);
  if (!/^[A-Za-z0-9][\w.-]{0,127}$/.test(name))
    throw new TaskPackageError(`task.json: '${name}' is not a name of a task.`);
  return {
    id,
    name,
    version: readVersion(members(json.version)),
    friendlyName: said('friendlyName') || name,
    description: said('description'),
    author: said('author'),
    help: said('helpUrl') || said('helpMarkDown'),
    contribution: textOf(json.contributionIdentifier),
    inputs: list(json.inputs).map(input => readInput(members(input), groups)),
    outputVariables: list(json.outputVariables).map(each => textOf(members(each).name)),
    demands: textList(json.demands),
    minimumAgentVersion: textOf(json.minimumAgentVersion),
    instanceNameFormat: said('instanceNameFormat'),
    restrictions: readRestrictions(members(json.restrictions)),
    ...readStages(json),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return members(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (failure) {
    throw new TaskPackageError(`task.json is not JSON: ${messageOf(failure)}`);
  }
}

function readVersion(json: Readonly<Record<string, unknown>>): TaskVersion {
  const text = ['Major', 'Minor', 'Patch']
    .map(part => textOf(json[part]) || textOf(json[part.toLowerCase()]))
    .join('.');
  const version = parseVersion(text);
  if (version === undefined) throw new TaskPackageError(`task.json: '${text}' is not a version of three numbers.`);
  return version;
}

function readInput(json: Readonly<Record<string, unknown>>, groups: ReadonlyMap<string, string>): TaskInput {
  return {
    name: textOf(json.name),
    aliases: textList(json.aliases),
    type: textOf(json.type) || 'string',
    defaultValue: textOf(json.defaultValue),
    isRequired: textOf(json.required).toLowerCase() === 'true',
    visibleRule: textOf(json.visibleRule),
    groupRule: groups.get(textOf(json.groupName)) ?? '',
  };
}

function readRestrictions(json: Readonly<Record<string, unknown>>): TaskRestrictions {
  const { allowed } = members(json.settableVariables);
  return {
    isRestricted: textOf(members(json.commands).mode).toLowerCase() === 'restricted',
    ...(Array.isArray(allowed) ? { settableVariables: textList(allowed) } : {}),
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const resourcePrefix = 'ms-resource:';

function localised(text: string, strings: Readonly<Record<string, string>>): string {
  return text.startsWith(resourcePrefix) ? (strings[text.slice(resourcePrefix.length)] ?? text) : text;
}
