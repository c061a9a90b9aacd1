import { printFinding } from '../../src/base/finding.ts';
import type { Compilation, CompileInput } from '../../src/plan/compilation.ts';
import { compile } from '../../src/plan/compile.ts';
import type { SourceReader } from '../../src/template/source-reader.ts';

/** Files by path, the pipeline's own under `azure-pipelines.yml`. */
export type Files = Readonly<Record<string, string>>;

/** A reader of files that are only in memory. */
export function filesReader(files: Files): SourceReader {
  return {
    read({ alias }, path) {
      const text = alias === 'self' ? files[path.slice(1)] : undefined;
      if (text !== undefined) return { found: true, text };
      return { found: false, url: 'https://git.test/self', branch: 'refs/heads/main', version: 'abc123' };
    },
  };
}

/** Compiles one file, or several. */
export function compileText(pipeline: string | Files, input: Partial<CompileInput> = {}): Compilation {
  const files = typeof pipeline === 'string' ? { 'azure-pipelines.yml': pipeline } : pipeline;
  return compile({ path: '/azure-pipelines.yml', reader: filesReader(files), ...input });
}

/** The findings as they are printed, one a line. */
export function findingLines({ findings, files }: Compilation): readonly string[] {
  return findings.map(finding => printFinding(finding, files));
}
