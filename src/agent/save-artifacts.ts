import { join } from 'node:path';
import type { AgentServer } from '../wire/agent-server.ts';
import type { PlanScope } from '../wire/plan-scope.ts';
import { downloadTree } from './content/download-tree.ts';

/** Saves the files of all artifacts of a run, each in a folder of its name, over those that are there. Answers the names. */
export async function saveArtifacts(
  { content, artifacts }: Pick<AgentServer, 'content' | 'artifacts'>,
  plan: PlanScope,
  folder: string,
): Promise<readonly string[]> {
  const found = await artifacts.find(plan, { kind: 'current' });
  const saved: string[] = [];
  for (const { name, tree } of found.artifacts) {
    if (tree === undefined) continue;
    const space = { server: content, plan, space: 'shared', signal: new AbortController().signal };
    await downloadTree(space, tree, join(folder, name));
    saved.push(name);
  }
  return saved;
}
