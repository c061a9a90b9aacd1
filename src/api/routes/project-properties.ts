import { Type } from 'typebox';
import { matchesName } from '../../base/name-pattern.ts';
import { changeInTurn } from '../../run/documents.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import { JsonPatch } from '../../wire/json-patch.ts';
import { Collection } from '../../wire/json-schema.ts';
import { ProjectProperty } from '../../wire/projects.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { processOfProject } from '../resources/project-process.ts';
import { propertyChanges } from '../resources/property-changes.ts';
import { teamId } from '../resources/team-resource.ts';
import type { Services } from '../services.ts';

const path = `${organizationPath}/projects/:project/properties`;
const params = Type.Object({ ...organizationParams, project: Type.String() });
const kind = 'projectProperties';

/** What every project says of itself; nobody changes it. */
async function system(services: Services, project: Project): Promise<Readonly<Record<string, string>>> {
  const { id, name } = await processOfProject(services, project);
  return {
    'System.CurrentProcessTemplateId': id,
    'System.OriginalProcessTemplateId': id,
    'System.ProcessTemplateType': id,
    'System.Process Template': name,
    'System.Microsoft.TeamFoundation.Team.Default': teamId(project),
    'System.SourceControlCapabilityFlags': '2',
    'System.SourceControlGitEnabled': 'True',
    'System.SourceControlGitPermissionsInitialized': 'True',
  };
}

/** Named values that clients keep with a project. */
export function projectPropertyRoutes(api: Api, services: Services): void {
  api.get(
    path,
    {
      config: { operation: 'projectProperties.list' },
      schema: {
        params,
        querystring: Type.Object({ keys: Type.Optional(Type.String()) }),
        response: { 200: Collection(ProjectProperty) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const isWanted = matching(request.query.keys);
      const { values } = await kept(services, project);
      const found = Object.entries({ ...(await system(services, project)), ...values }).filter(([name]) =>
        isWanted(name),
      );
      return { count: found.length, value: found.map(([name, value]) => ({ name, value })) };
    },
  );
  api.patch(
    path,
    { config: { operation: 'projectProperties.update' }, schema: { params, body: JsonPatch } },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const changes = propertyChanges(request.body);
      const own = await system(services, project);
      for (const name of Object.keys(changes))
        if (Object.hasOwn(own, name)) throw serviceError('argument', `The property ${name} can not be changed.`);
      await change(services, project, changes);
      return noContent(reply);
    },
  );
}

/** Names joined by commas, each of which may have `*` for anything. */
function matching(keys = ''): (name: string) => boolean {
  const patterns = keys.split(',').filter(key => key !== '');
  return name => patterns.length === 0 || patterns.some(pattern => matchesName(pattern, name));
}

type Kept = { readonly revision: number; readonly values: Readonly<Record<string, string>> };

async function kept({ documents, organization }: Services, { id }: Project): Promise<Kept> {
  const document = await documents.get(organization, { kind, scope: '', id });
  return { revision: document?.revision ?? 0, values: (document?.value ?? {}) as Kept['values'] };
}

async function change(
  services: Services,
  project: Project,
  changes: Readonly<Record<string, string | null>>,
): Promise<void> {
  const { documents, organization } = services;
  await changeInTurn(documents, `set of properties of project ${project.id}`, async () => {
    const { revision, values } = await kept(services, project);
    const all = Object.entries({ ...values, ...changes }).filter(([, value]) => value !== null);
    const content = { position: 0, value: Object.fromEntries(all) };
    const ref = { kind, scope: '', id: project.id };
    return (await documents.write(organization, [{ ...ref, expected: revision, content }])) || undefined;
  });
}
