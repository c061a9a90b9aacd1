import type { Project } from '../../run/ports/catalogue.ts';
import { defaultTeam, type Team } from '../../run/teams.ts';
import type { Team as WireTeam } from '../../wire/teams.ts';

/** The default team of a project as others name it. */
export function teamReference(base: string, project: Project) {
  const { id, name } = defaultTeam(project);
  return { id, name, url: `${base}/_apis/projects/${project.id}/teams/${id}` };
}

/** A team of a project. */
export function teamResource(base: string, project: Project, { id, name, description }: Team): WireTeam {
  return {
    id,
    name,
    url: `${base}/_apis/projects/${project.id}/teams/${id}`,
    description,
    identityUrl: `${base}/_apis/Identities/${id}`,
    projectId: project.id,
    projectName: project.name,
  };
}

/** The id of the default team of a project. */
export function teamId(project: Project): string {
  return defaultTeam(project).id;
}
