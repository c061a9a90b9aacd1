import { existsSync, readdirSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { compareToolVersions, isInRange } from './version-range.ts';

/** A tool in the tools folder: `<tools>/<name>/<version>/<architecture>`, whole once `<architecture>.complete` is beside it. */
export type KeptTool = { readonly version: string; readonly folder: string };

/** The architecture of this machine, as tools folders spell it. */
export function machineArchitecture(): string {
  return arch() === 'ia32' ? 'x86' : arch();
}

export function toolsFolder(): string {
  return tl.getVariable('Agent.ToolsDirectory') ?? '';
}

/** The newest version of a tool in the tools folder that a range allows. */
export function findKeptTool(name: string, range: string, architecture: string): KeptTool | undefined {
  const [newest] = keptVersions(name, architecture)
    .filter(version => isInRange(version, range))
    .sort((a, b) => compareToolVersions(b, a));
  return newest === undefined
    ? undefined
    : { version: newest, folder: join(toolsFolder(), name, newest, architecture) };
}

/** Every version of a tool that the tools folder has. */
export function keptVersions(name: string, architecture: string): readonly string[] {
  const root = join(toolsFolder(), name);
  if (toolsFolder() === '' || !existsSync(root)) return [];
  return readdirSync(root).filter(version => existsSync(join(root, version, `${architecture}.complete`)));
}
