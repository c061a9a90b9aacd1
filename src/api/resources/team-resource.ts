import { guidFromName } from '../../base/id.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import type { Team } from '../../wire/teams.ts';

/** The one team of a project as others name it. */
export function teamReference(base: string, project: Project) {
  const id = teamId(project);
  return { id, name: `${project.name} Team`, url: `${base}/_apis/projects/${project.id}/teams/${id}` };
}

/** The one team of a project: everybody who has a token. */
export function teamResource(base: string, project: Project): Team {
  const id = teamId(project);
  return {
    ...teamReference(base, project),
    description: 'The default project team.',
    identityUrl: `${base}/_apis/Identities/${id}`,
    projectId: project.id,
    projectName: project.name,
  };
}

/** Whether a route's segment names the team of a project, by id or by name. */
export function namesTeam(project: Project, idOrName: string): boolean {
  const key = idOrName.toLowerCase();
  return key === teamId(project) || key === `${project.name} Team`.toLowerCase();
}

/** The id of the one team of a project. */
export function teamId(project: Project): string {
  return guidFromName(project.id, 'team');
}
