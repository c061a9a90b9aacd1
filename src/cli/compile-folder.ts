import type { Compilation } from '../plan/compilation.ts';
import { compile } from '../plan/compile.ts';
import { folderSource } from '../source/folder-source.ts';
import type { Doors, PipelineOptions } from './doors.ts';

/** Compiles a pipeline of a working tree, as a local run of it would; `warnings` asks for what is doubtful too. */
export async function compileFolder(
  options: PipelineOptions,
  doors: Doors,
  { warnings = false } = {},
): Promise<Compilation> {
  const predefined = await doors.compileTimeVariables?.(options);
  const knownTasks = await doors.knownTasks?.();
  return compile({
    path: options.path,
    reader: folderSource(options.root, options.repositories),
    templateParameters: options.parameters,
    ...(knownTasks === undefined ? {} : { knownTasks }),
    variables: { ...predefined, ...options.variables },
    ...(warnings && { warnings, taskInputs: (await import('../plan/task-inputs.ts')).builtInTaskInputs() }),
    ...(options.maxFiles === undefined ? {} : { maxFiles: options.maxFiles }),
  });
}
