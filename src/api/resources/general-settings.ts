import { settingsPlace } from '../../run/project-settings.ts';
import { firstSettings, type GeneralSettings, type UpdateGeneralSettings } from '../../wire/general-settings.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';

type Store = Pick<Services, 'organization' | 'documents'>;
type Project = { readonly id: string };

/** A project's settings for all its pipelines, as they stand. */
export async function generalSettings({ organization, documents }: Store, project: Project): Promise<GeneralSettings> {
  const found = await documents.get(organization, settingsPlace(project.id));
  return { ...firstSettings, ...(found?.value as UpdateGeneralSettings | undefined) };
}

/** Changes some of a project's settings; refused where somebody else does at the same moment. */
export async function changeGeneralSettings(
  { organization, documents }: Store,
  project: Project,
  given: UpdateGeneralSettings,
): Promise<GeneralSettings> {
  const found = await documents.get(organization, settingsPlace(project.id));
  const known = Object.entries(given).filter(([name]) => name in firstSettings);
  const value = { ...(found?.value as UpdateGeneralSettings | undefined), ...Object.fromEntries(known) };
  const change = { ...settingsPlace(project.id), expected: found?.revision ?? 0, content: { position: 0, value } };
  if (await documents.write(organization, [change])) return { ...firstSettings, ...value };
  throw serviceError('settingsMoved', 'The settings were changed by somebody else at the same moment. Try again.');
}
