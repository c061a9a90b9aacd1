import type { Compilation } from '../plan/compilation.ts';
import { compile } from '../plan/compile.ts';
import { folderSource } from '../source/folder-source.ts';
import type { PipelineOptions } from './doors.ts';

/** Compiles a pipeline of a working tree. */
export function compileFolder(options: PipelineOptions): Compilation {
  return compile({
    path: options.path,
    reader: folderSource(options.root, options.repositories),
    templateParameters: options.parameters,
    variables: options.variables,
  });
}
