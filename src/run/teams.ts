import { randomUUID } from 'node:crypto';
import { guidFromName, type ProjectId } from '../base/id.ts';
import { allDocuments } from './documents.ts';
import type { Identity } from './events.ts';
import type { Project } from './ports/catalogue.ts';
import type { DocumentStore } from './ports/document-store.ts';

/** People of a project under a name. */
export type Team = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Everybody, for the default team; of every other one who made it. */
  readonly members: 'everybody' | readonly Identity[];
};

/** What became of a wish: `taken` where another team has the name, `default` where the default team was to go or to be called something else. */
export type TeamAnswer = Team | 'taken' | 'missing' | 'default';

const kind = 'team';

/** The teams of projects. Each has a default team from the beginning, called after the project. Safe to call concurrently. */
export class Teams {
  readonly #documents: DocumentStore;
  readonly #organization: string;

  constructor({ documents, organization }: { readonly documents: DocumentStore; readonly organization: string }) {
    this.#documents = documents;
    this.#organization = organization;
  }

  /** The default team first, the others in the order they were made. */
  async list(project: Project): Promise<readonly Team[]> {
    const others: Team[] = [];
    let own = defaultTeam(project);
    for await (const { value } of allDocuments(this.#documents, this.#organization, { kind, scope: project.id })) {
      const { id, description } = value as Team;
      // What it is called follows from its project.
      if (id === own.id) own = { ...own, description };
      else others.push(value as Team);
    }
    return [own, ...others];
  }

  /** By id or by name, in any case. */
  async find(project: Project, idOrName: string): Promise<Team | undefined> {
    const key = idOrName.toLowerCase();
    const teams = await this.list(project);
    return teams.find(({ id }) => id === key) ?? teams.find(({ name }) => name.toLowerCase() === key);
  }

  async create(project: Project, wish: Pick<Team, 'name' | 'description'>, by: Identity): Promise<TeamAnswer> {
    const teams = await this.list(project);
    if (isTaken(teams, wish.name)) return 'taken';
    const team: Team = { ...wish, id: randomUUID(), members: [by] };
    return (await this.#write(project.id, team, teams.length)) ? team : 'taken';
  }

  async update(
    project: Project,
    idOrName: string,
    change: Partial<Pick<Team, 'name' | 'description'>>,
  ): Promise<TeamAnswer> {
    const team = await this.find(project, idOrName);
    if (team === undefined) return 'missing';
    if (team.members === 'everybody' && change.name !== undefined && change.name !== team.name) return 'default';
    const others = (await this.list(project)).filter(({ id }) => id !== team.id);
    const changed = { ...team, ...change };
    if (isTaken(others, changed.name)) return 'taken';
    return (await this.#write(project.id, changed, 0)) ? changed : 'taken';
  }

  async remove(project: Project, idOrName: string): Promise<TeamAnswer> {
    const team = await this.find(project, idOrName);
    if (team === undefined) return 'missing';
    if (team.members === 'everybody') return 'default';
    const ref = { kind, scope: project.id, id: team.id };
    const expected = (await this.#documents.get(this.#organization, ref))?.revision ?? 0;
    await this.#documents.write(this.#organization, [{ ...ref, expected, content: undefined }]);
    return team;
  }

  async #write(projectId: ProjectId, team: Team, position: number): Promise<boolean> {
    const ref = { kind, scope: projectId, id: team.id };
    const known = await this.#documents.get(this.#organization, ref);
    const content = { name: team.name, position: known?.position ?? position, value: team };
    return this.#documents.write(this.#organization, [{ ...ref, expected: known?.revision ?? 0, content }]);
  }
}

/** The team that a project has from the beginning. */
export function defaultTeam({ id, name }: Project): Team {
  const description = 'The default project team.';
  return { id: guidFromName(id, 'team'), name: `${name} Team`, description, members: 'everybody' };
}

function isTaken(teams: readonly Team[], name: string): boolean {
  return teams.some(team => team.name.toLowerCase() === name.toLowerCase());
}
