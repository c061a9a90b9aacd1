import * as tl from 'azure-pipelines-task-lib/task.js';
import { runTask } from '../shared/run-task.ts';
import { useNode } from '../shared/use-node.ts';

await runTask(() => useNode(tl.getInput('version') ?? ''));
