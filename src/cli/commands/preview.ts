import type { Command } from 'commander';
import type { Compilation } from '../../plan/compilation.ts';
import { compileFolder } from '../compile-folder.ts';
import { tellFindings } from '../findings/tell-findings.ts';
import { switchFlag } from '../flags/flag.ts';
import { addPipelineFlags, type PipelineFlags, pipelineOptions } from '../flags/pipeline-flags.ts';
import type { Invocation } from '../invocation.ts';
import { annotated, sourceMapLines } from '../source-map.ts';

type PreviewFlags = PipelineFlags & {
  readonly annotate?: boolean;
  readonly sourceMap?: boolean;
  readonly explain?: boolean;
};

const examples = `
Examples:
  millrace preview
  millrace preview ci/build.yml --parameter publish=true
  millrace preview --repository templates=../templates --annotate

What is wrong is printed on stderr, one finding a line; the exit code is then 1.
`;

/** `millrace preview`: prints finalYaml, to the byte what the service's field of that name holds. */
export function define(command: Command, invocation: Invocation): void {
  const { io } = invocation;
  command
    .description('Prints a pipeline with its templates expanded, as the service does.')
    .argument('[FILE]', 'the pipeline');
  addPipelineFlags(command, io);
  command
    .addOption(
      switchFlag(
        io.env,
        '--annotate',
        'put in front of each line where it comes from, with the templates on the way there',
      ),
    )
    .addOption(switchFlag(io.env, '--source-map', 'print where each line comes from, as one JSON object a line'))
    .addOption(switchFlag(io.env, '--explain', 'show the source of each finding, as on a terminal'))
    .addHelpText('after', examples)
    .action(async (file: string | undefined, flags: PreviewFlags) => {
      const compilation = await compileFolder(pipelineOptions(file, flags, io), invocation.doors);
      tellFindings(compilation, io, { explain: flags.explain ?? io.err.isTerminal });
      io.out.write(textOf(compilation, flags));
      invocation.exitCode = compilation.finalYaml === undefined ? 1 : 0;
    });
}

function textOf(compilation: Compilation, { annotate, sourceMap }: PreviewFlags): string {
  if (sourceMap === true) return sourceMapLines(compilation);
  return annotate === true ? annotated(compilation) : (compilation.finalYaml ?? '');
}
