import { changeInTurn } from '../../run/documents.ts';
import { settingsPlace } from '../../run/project-settings.ts';
import { firstSettings, type GeneralSettings, type UpdateGeneralSettings } from '../../wire/general-settings.ts';
import type { Services } from '../services.ts';

type Store = Pick<Services, 'organization' | 'documents'>;
type Project = { readonly id: string };

/** A project's settings for all its pipelines, as they stand. */
export async function generalSettings({ organization, documents }: Store, project: Project): Promise<GeneralSettings> {
  const found = await documents.get(organization, settingsPlace(project.id));
  return { ...firstSettings, ...(found?.value as UpdateGeneralSettings | undefined) };
}

/** Changes some of a project's settings, and answers all as they then stand. */
export async function changeGeneralSettings(
  { organization, documents }: Store,
  project: Project,
  given: UpdateGeneralSettings,
): Promise<GeneralSettings> {
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => name in firstSettings));
  return changeInTurn(documents, `set of settings of project ${project.id}`, async () => {
    const found = await documents.get(organization, settingsPlace(project.id));
    const value = { ...(found?.value as UpdateGeneralSettings | undefined), ...known };
    const change = { ...settingsPlace(project.id), expected: found?.revision ?? 0, content: { position: 0, value } };
    return (await documents.write(organization, [change])) ? { ...firstSettings, ...value } : undefined;
  });
}
