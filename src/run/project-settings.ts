import type { DocumentStore } from './ports/document-store.ts';

/** Where a project keeps its settings for all its pipelines: a document of members that stand for themselves. */
export function settingsPlace(projectId: string): { kind: string; scope: string; id: string } {
  return { kind: 'generalSettings', scope: projectId, id: 'all' };
}

/** Whether runs of a project may be queued only with variables that may be set. Default: yes. */
export async function enforcesSettable(
  documents: Pick<DocumentStore, 'get'>,
  organization: string,
  projectId: string,
): Promise<boolean> {
  const found = await documents.get(organization, settingsPlace(projectId));
  const settings = (found?.value ?? {}) as { readonly enforceSettableVar?: boolean };
  return settings.enforceSettableVar !== false;
}
