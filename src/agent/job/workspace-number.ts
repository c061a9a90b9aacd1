import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guidFromName } from '../../base/id.ts';
import type { AgentJobRequest } from '../../wire/agent-protocol.ts';

type Mapping = { readonly last: number; readonly numbers: Readonly<Record<string, number>> };

/**
 * The number of a job's folder in the work folder: the same for every job of the same pipeline with the same repositories, so that it finds its
 * clones again, and a new one otherwise. Kept in `SourceRootMapping/Mappings.json`; numbers are never given twice.
 */
export function workspaceNumber(workFolder: string, request: AgentJobRequest): number {
  const folder = join(workFolder, 'SourceRootMapping');
  const file = join(folder, 'Mappings.json');
  const { last, numbers } = readMapping(file);
  const key = workspaceKey(request);
  const known = numbers[key];
  if (known !== undefined) return known;
  const number = last + 1;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ last: number, numbers: { ...numbers, [key]: number } }));
  renameSync(`${file}.new`, file);
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

/** A file that is missing or cannot be read costs clones, not jobs: folders are numbered from the start, and found in whatever state they are. */
function readMapping(file: string): Mapping {
  try {
    const { last, numbers }: Partial<Mapping> = JSON.parse(readFileSync(file, 'utf8'));
    return { last: Number(last) || 0, numbers: numbers ?? {} };
  } catch {
    return { last: 0, numbers: {} };
  }
}
