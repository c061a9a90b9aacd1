import type { Instant } from '../base/clock.ts';
import { resourceNameLength } from '../base/limits.ts';
import { matchesName } from '../base/name-pattern.ts';
import type { Identity } from '../run/events.ts';
import { type Authorship, changed, made } from './authorship.ts';
import { SharedShelf } from './kept/shared-shelf.ts';
import type { ResourcePorts } from './ports.ts';
import { othersThan, type ProjectUse, type Redrafting, useOf } from './project-use.ts';
import { ResourceRefusal } from './refusal.ts';

/** A variable as it is kept; a secret's value is sealed. */
export type GroupVariable = { readonly value: string; readonly isSecret: boolean; readonly readonly: boolean };

/** Variables under a name, for the pipelines of the projects that use the group. */
export type VariableGroup = Authorship & {
  /** From the organization's sequence `variableGroup`. */
  readonly id: number;
  readonly variables: Readonly<Record<string, GroupVariable>>;
  /** Never empty. */
  readonly projects: readonly ProjectUse[];
};

/** A group as somebody sends it. A secret without a value keeps the one it has. */
export type VariableGroupDraft = {
  readonly variables: Readonly<
    Record<string, { readonly value: string | undefined; readonly isSecret: boolean; readonly readonly: boolean }>
  >;
  readonly projects: readonly ProjectUse[];
};

export type VariableGroupQuery = {
  /** A name in which `*` stands for any text; absent: all. */
  readonly name?: string;
  readonly descending: boolean;
  /** Absent: all. */
  readonly ids?: ReadonlySet<string>;
  /** Only groups behind this id, in the order asked for. */
  readonly after?: number;
  readonly top: number;
};

/** The variable groups of an organization. Refuses with `ResourceRefusal`. Safe to call concurrently, from any number of servers. */
export class VariableGroups {
  readonly #ports: ResourcePorts;
  readonly #shelf: SharedShelf<VariableGroup>;

  constructor(ports: ResourcePorts) {
    this.#ports = ports;
    this.#shelf = new SharedShelf(ports.documents, ports.organization, 'variableGroup', {
      missing: id => variableGroupMissing(Number(id)),
      taken,
    });
  }

  /** A project's groups, ordered by id. */
  async list(projectId: string, query: VariableGroupQuery): Promise<readonly VariableGroup[]> {
    const { after, ids, name, descending, top } = query;
    const from = after === undefined ? {} : { after: { position: after, id: String(after) } };
    const found: VariableGroup[] = [];
    for await (const { value: group } of this.#shelf.inOrder(projectId, { descending, ...from })) {
      if (ids !== undefined && !ids.has(String(group.id))) continue;
      if (name !== undefined && !matchesName(name, useOf(group, projectId)?.name ?? '')) continue;
      found.push(group);
      if (found.length >= top) break;
    }
    return found;
  }

  /** A group that the project uses; without a project, any. */
  async get(id: number, projectId?: string): Promise<VariableGroup | undefined> {
    const found = await this.#shelf.get(String(id));
    if (found === undefined) return undefined;
    return projectId === undefined || useOf(found.value, projectId) !== undefined ? found.value : undefined;
  }

  /** In any case of the name. */
  async named(projectId: string, name: string): Promise<VariableGroup | undefined> {
    return (await this.#shelf.named(projectId, name))?.value;
  }

  async add(draft: VariableGroupDraft, by: Identity): Promise<VariableGroup> {
    checkDraft(draft);
    const id = await this.#ports.allot('variableGroup');
    const group: VariableGroup = {
      id,
      variables: this.#sealed(draft.variables, {}),
      projects: draft.projects,
      ...made(by, this.#now()),
    };
    await this.#shelf.make(String(id), id, group);
    return group;
  }

  /** Sets a group's variables and projects to those of the draft; with `keepsOthers` projects that it does not name go on using the group. */
  update(id: number, draft: VariableGroupDraft, { by, keepsOthers }: Redrafting): Promise<VariableGroup> {
    return this.#shelf.replace(String(id), group => {
      const projects = keepsOthers ? [...draft.projects, ...othersThan(draft.projects, group)] : draft.projects;
      checkDraft({ ...draft, projects });
      const variables = this.#sealed(draft.variables, group.variables);
      return { ...changed(group, by, this.#now()), variables, projects };
    });
  }

  /** Lets more projects use a group; a project that does already gets the name and description that are given. */
  share(id: number, uses: readonly ProjectUse[], by: Identity): Promise<VariableGroup> {
    checkUses(uses);
    return this.#shelf.replace(String(id), group => ({
      ...changed(group, by, this.#now()),
      projects: [...othersThan(uses, group), ...uses],
    }));
  }

  /** Takes a group from projects; it is gone when none is left that uses it. Safe to repeat. */
  remove(id: number, projectIds: readonly string[]): Promise<void> {
    return this.#shelf.leave(String(id), projectIds, (group, projects) => ({ ...group, projects }));
  }

  #sealed(
    draft: VariableGroupDraft['variables'],
    known: Readonly<Record<string, GroupVariable>>,
  ): Record<string, GroupVariable> {
    const sealed = Object.entries(draft).map(([name, { value, isSecret, readonly }]): [string, GroupVariable] => {
      const before = known[name];
      if (!isSecret) return [name, { value: value ?? '', isSecret, readonly }];
      const kept = value === undefined && before?.isSecret ? before.value : this.#ports.secrets.seal(value ?? '');
      return [name, { value: kept, isSecret, readonly }];
    });
    return Object.fromEntries(sealed);
  }

  #now(): Instant {
    return this.#ports.clock.now();
  }
}

/** What is answered where there is no group of that id. */
export function variableGroupMissing(id: number): ResourceRefusal {
  return new ResourceRefusal('variableGroupMissing', `Variable group with ID ${id} could not be found.`);
}

function checkDraft({ variables, projects }: VariableGroupDraft): void {
  checkUses(projects);
  for (const name of Object.keys(variables)) {
    if (name.trim() === '') throw invalid('A variable of a variable group needs a name.');
  }
}

function checkUses(uses: readonly ProjectUse[]): void {
  if (uses.length === 0) throw invalid('A variable group needs a project that uses it.');
  for (const { name } of uses) {
    if (name.trim() === '' || name.length > resourceNameLength)
      throw invalid(`The name of a variable group has 1 to ${resourceNameLength} characters.`);
  }
}

function invalid(message: string): ResourceRefusal {
  return new ResourceRefusal('variableGroupInvalid', message);
}

function taken(name: string): ResourceRefusal {
  return new ResourceRefusal('variableGroupTaken', `Variable group with name ${name} already exists in the project.`);
}
