import type { Project } from '../../run/ports/catalogue.ts';
import type { ProjectReference } from '../../wire/common.ts';
import type { Project as WireProject } from '../../wire/projects.ts';
import { dateText } from './dates.ts';
import type { Process } from './project-process.ts';
import { teamReference } from './team-resource.ts';

/** A project as lists and other resources show it. */
export function projectReference(base: string, project: Project): ProjectReference {
  return {
    id: project.id,
    name: project.name,
    ...(project.description === '' ? {} : { description: project.description }),
    url: `${base}/_apis/projects/${project.id}`,
    state: 'wellFormed',
    revision: project.revision ?? 1,
    visibility: 'private',
    lastUpdateTime: dateText(project.changedAt ?? project.createdAt),
  };
}

/** A project by itself. Every project is a Git project. Its capabilities are told where its process is given. */
export function projectResource(base: string, project: Project, process?: Process): WireProject {
  return {
    ...projectReference(base, project),
    ...(process === undefined ? {} : { capabilities: capabilitiesOf(process) }),
    _links: {
      self: { href: `${base}/_apis/projects/${project.id}` },
      collection: { href: `${base}/_apis/projectCollections` },
      web: { href: `${base}/${encodeURIComponent(project.name)}` },
    },
    defaultTeam: teamReference(base, project),
  };
}

function capabilitiesOf({ id, name }: Process): NonNullable<WireProject['capabilities']> {
  return {
    processTemplate: { templateName: name, templateTypeId: id },
    versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' },
  };
}
