import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentServer } from '../wire/agent-server.ts';
import type { PlanScope } from '../wire/plan-scope.ts';
import { uploadTree } from './content/upload-tree.ts';
import { walkTree } from './content/walk-tree.ts';

/** Publishes each folder in a folder as an artifact of a run, under its name: what `saveArtifacts` saved. */
export async function publishFolders(
  { content, artifacts }: Pick<AgentServer, 'content' | 'artifacts'>,
  plan: PlanScope,
  folder: string,
): Promise<void> {
  const space = { server: content, plan, space: 'shared', signal: new AbortController().signal };
  const entries = await readdir(folder, { withFileTypes: true });
  for (const { name } of entries.filter(entry => entry.isDirectory())) {
    const tree = await uploadTree(space, walkTree(join(folder, name)));
    await artifacts.create(plan, { name, type: 'PipelineArtifact', source: '', properties: {}, tree });
  }
}
