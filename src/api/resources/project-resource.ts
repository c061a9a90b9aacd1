import type { Project } from '../../run/ports/catalogue.ts';
import type { ProjectReference } from '../../wire/common.ts';
import type { Project as WireProject } from '../../wire/projects.ts';
import { dateText } from './dates.ts';
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

/** A project by itself. Every project is a Git project. */
export function projectResource(base: string, project: Project, withCapabilities: boolean): WireProject {
  return {
    ...projectReference(base, project),
    ...(withCapabilities ? { capabilities } : {}),
    _links: {
      self: { href: `${base}/_apis/projects/${project.id}` },
      collection: { href: `${base}/_apis/projectCollections` },
      web: { href: `${base}/${encodeURIComponent(project.name)}` },
    },
    defaultTeam: teamReference(base, project),
  };
}

/** The one process, under the service's own id for it: clients read it and need nothing of it here. */
export const basicProcess = { id: 'b8a3a935-7e91-48b8-a94c-606d37c3e9f2', name: 'Basic' } as const;

const capabilities = {
  processTemplate: { templateName: basicProcess.name, templateTypeId: basicProcess.id },
  versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' },
};
