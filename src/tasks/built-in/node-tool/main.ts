import { isAbsolute, join } from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { runTask } from '../shared/run-task.ts';
import { useNode, versionOfFile } from '../shared/use-node.ts';

await runTask(async () => {
  if (tl.getInput('versionSource', true) !== 'fromFile') return useNode(tl.getInput('versionSpec') ?? '');
  const file = tl.getInput('versionFilePath', true) ?? '';
  const root = tl.getVariable('System.DefaultWorkingDirectory') ?? process.cwd();
  return useNode(versionOfFile(isAbsolute(file) ? file : join(root, file)));
});
