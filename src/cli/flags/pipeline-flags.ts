import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { templateFiles } from '../../base/limits.ts';
import type { PipelineOptions } from '../doors.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { listFlag, pairs, textFlag, wholeNumber } from './flag.ts';
import { locatePipeline } from './pipeline-file.ts';

/** The largest value of `--max-files`: what more files would hold, other limits stop before. */
const mostFiles = 100_000;

/** What commands that compile a pipeline are given beside its file. */
export type PipelineFlags = {
  readonly root?: string;
  readonly parameter: readonly string[];
  readonly variable: readonly string[];
  readonly repository: readonly string[];
  readonly maxFiles?: string;
};

export function addPipelineFlags(command: Command, { env }: Io): void {
  command
    .addOption(textFlag(env, '--root <DIR>', "the repository's root (default: the git top level of FILE)"))
    .addOption(
      listFlag(env, '--parameter <NAME=VALUE>', {
        description: 'value of a root parameter, an object as JSON',
        separator: 'line',
      }),
    )
    .addOption(listFlag(env, '--variable <NAME=VALUE>', { description: 'queue-time variable', separator: 'line' }))
    .addOption(
      listFlag(env, '--repository <NAME=DIR>', {
        description: 'folder of a repository resource, by its name or alias',
        separator: 'line',
        plural: 'REPOSITORIES',
      }),
    )
    .addOption(
      textFlag(env, '--max-files <N>', `how many files may take part (default: the service's limit, ${templateFiles})`),
    );
}

/** Reads the flags for one file; `file` absent is the default one. */
export function pipelineOptions(file: string | undefined, flags: PipelineFlags, { cwd }: Io): PipelineOptions {
  return {
    ...locatePipeline({ cwd, file, root: flags.root }),
    parameters: pairs('--parameter', flags.parameter),
    variables: pairs('--variable', flags.variable),
    repositories: Object.fromEntries(
      Object.entries(pairs('--repository', flags.repository)).map(([name, folder]) => [name, existing(folder, cwd)]),
    ),
    ...(flags.maxFiles === undefined
      ? {}
      : { maxFiles: wholeNumber('--max-files', flags.maxFiles, { from: 1, to: mostFiles }) }),
  };
}

function existing(folder: string, cwd: string): string {
  const path = resolve(cwd, folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new CommandError(`--repository: there is no folder '${folder}'.`);
}
