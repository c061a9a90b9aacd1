import { guidFromName } from '../../base/id.ts';
import type { AgentJobRequest } from '../../wire/agent-protocol.ts';
import type { WorkspaceNotes } from './workspace-mapping.ts';

/** How exactly it is noted when a folder was used last, in milliseconds: it counts in days. */
const sameUseMs = 60_000;

/**
 * The number of a job's folder in the work folder: the same for every job of the same pipeline with the same repositories, so that it finds its
 * clones again, and a new one otherwise. Numbers are never given twice.
 */
export function workspaceNumber(notes: WorkspaceNotes, request: AgentJobRequest, now: number): number {
  const { last, workspaces } = notes.read();
  const key = workspaceKey(request);
  const known = workspaces[key];
  const number = known?.number ?? last + 1;
  // A file that takes the place of another is flushed to the disk by some systems, which takes as long as a short job.
  if (known !== undefined && Math.abs(now - known.usedAt) < sameUseMs) return number;
  notes.write({
    last: Math.max(last, number),
    workspaces: { ...workspaces, [key]: { number, usedAt: now } },
  });
  return number;
}

function workspaceKey({ variables, resources, plan }: AgentJobRequest): string {
  const lowered = new Map(Object.entries(variables).map(([name, { value = '' }]) => [name.toLowerCase(), value]));
  const repositories = resources.repositories.map(({ alias, url }) => `${alias}:${url}`).sort();
  const parts = [
    lowered.get('system.collectionuri'),
    plan.scopeIdentifier,
    lowered.get('system.definitionid'),
    ...repositories,
  ];
  return guidFromName('workspace', parts.join('\0'));
}
