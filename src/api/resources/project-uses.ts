import type { ProjectUse } from '../../resources/project-use.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import { projectMissing } from '../http/error-words.ts';
import type { Services } from '../services.ts';

/** How a request says that a project uses a shared resource. */
export type AskedUse = {
  readonly name?: string;
  readonly description?: string;
  readonly projectReference?: { readonly id?: string; readonly name?: string };
};

/**
 * The projects that a request names for a shared resource; without any, the project of the route, under `standard`'s name. Throws the 404 of
 * a project that is not there.
 */
export async function projectUses(
  { catalogue, organization }: Services,
  asked: readonly AskedUse[] | undefined,
  standard: { readonly name: string; readonly description: string },
  project: Project | undefined,
): Promise<readonly ProjectUse[]> {
  if (asked === undefined || asked.length === 0)
    return project === undefined ? [] : [{ projectId: project.id, ...standard }];
  return Promise.all(
    asked.map(async ({ name = standard.name, description = standard.description, projectReference = {} }) => {
      const key = projectReference.id ?? projectReference.name ?? project?.id ?? '';
      const found = await catalogue.project(organization, key);
      if (found === undefined) throw projectMissing(key);
      return { projectId: found.id, name, description };
    }),
  );
}
