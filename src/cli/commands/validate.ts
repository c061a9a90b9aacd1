import type { Command } from 'commander';
import type { Compilation } from '../../plan/compilation.ts';
import { compileFolder } from '../compile-folder.ts';
import type { PipelineOptions } from '../doors.ts';
import { CommandError } from '../errors.ts';
import { findingsAsJson, findingsAsSarif } from '../findings/report.ts';
import { tellFindings } from '../findings/tell-findings.ts';
import { switchFlag, textFlag } from '../flags/flag.ts';
import { addPipelineFlags, type PipelineFlags, pipelineOptions } from '../flags/pipeline-flags.ts';
import type { Invocation } from '../invocation.ts';

type ValidateFlags = PipelineFlags & { readonly format?: string; readonly explain?: boolean };

const formats = ['text', 'json', 'sarif'] as const;
type Format = (typeof formats)[number];

type Validated = Compilation & { readonly path: string };

const examples = `
Examples:
  millrace validate
  millrace validate ci/*.yml
  millrace validate --format sarif > findings.sarif

Text goes to stderr, JSON and SARIF to stdout. The exit code is 1 when any of the pipelines is invalid.
`;

/** `millrace validate`: compiles files and says what is wrong with them. */
export function define(command: Command, invocation: Invocation): void {
  const { io } = invocation;
  command.description('Says what is wrong with pipelines.').argument('[FILE...]', 'the pipelines');
  addPipelineFlags(command, io);
  command
    .addOption(textFlag(io.env, '--format <FORMAT>', `${formats.join(', ')} (default: text)`))
    .addOption(switchFlag(io.env, '--explain', 'show the source of each finding, as on a terminal'))
    .addHelpText('after', examples)
    .action(async (files: readonly string[], flags: ValidateFlags) => {
      invocation.exitCode = await validate(files, flags, invocation);
    });
}

async function validate(files: readonly string[], flags: ValidateFlags, { io, doors }: Invocation): Promise<number> {
  const format = formatOf(flags.format);
  const given: readonly PipelineOptions[] =
    files.length === 0 ? [pipelineOptions(undefined, flags, io)] : files.map(file => pipelineOptions(file, flags, io));
  const validated: Validated[] = [];
  for (const options of given)
    validated.push({ ...(await compileFolder(options, doors, { warnings: true })), path: options.path });
  switch (format) {
    case 'json':
      io.out.write(findingsAsJson(validated));
      break;
    case 'sarif':
      io.out.write(findingsAsSarif(validated, (await import('../version.ts')).version()));
      break;
    case 'text':
      for (const each of validated) tellOne(each, flags, io);
  }
  return validated.some(({ plan }) => plan === undefined) ? 1 : 0;
}

function tellOne(validated: Validated, { explain }: ValidateFlags, io: Invocation['io']): void {
  tellFindings(validated, io, { explain: explain ?? io.err.isTerminal });
  if (validated.plan !== undefined && io.err.isTerminal) io.err.write(`${validated.path} is valid\n`);
}

function formatOf(text: string | undefined): Format {
  const format = formats.find(known => known === (text ?? 'text'));
  if (format !== undefined) return format;
  throw new CommandError(`--format is one of ${formats.join(', ')}, not '${text}'.`);
}
