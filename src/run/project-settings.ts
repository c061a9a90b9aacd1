import type { DocumentStore } from './ports/document-store.ts';

/** Where a project keeps its settings for all its pipelines: a document of members that stand for themselves. */
export function settingsPlace(projectId: string): { kind: string; scope: string; id: string } {
  return { kind: 'generalSettings', scope: projectId, id: 'all' };
}

/** What a project's settings enforce for runs. */
export type Enforced = {
  /** Runs may be queued only with variables that may be set. Default: yes. */
  readonly settableVariables: boolean;
  /** Tokens of jobs count in the project alone, whatever the pipeline says. Default: yes. */
  readonly projectScope: boolean;
};

/** What a project's settings enforce, as they stand. */
export async function enforcedBy(
  documents: Pick<DocumentStore, 'get'>,
  organization: string,
  projectId: string,
): Promise<Enforced> {
  const found = await documents.get(organization, settingsPlace(projectId));
  const settings = (found?.value ?? {}) as {
    readonly enforceSettableVar?: boolean;
    readonly enforceJobAuthScope?: boolean;
  };
  return {
    settableVariables: settings.enforceSettableVar !== false,
    projectScope: settings.enforceJobAuthScope !== false,
  };
}
