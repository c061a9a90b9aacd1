import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RunOptions, RunOutcome, ValidationWord } from '../doors.ts';
import { CommandError } from '../errors.ts';
import { tellFindings } from '../findings/tell-findings.ts';
import { listFlag, pairs, switchFlag, textFlag } from '../flags/flag.ts';
import { imageFlag } from '../flags/image-flag.ts';
import { addPipelineFlags, type PipelineFlags, pipelineOptions } from '../flags/pipeline-flags.ts';
import { canceledExitCode, interruptible } from '../interrupts.ts';
import type { Invocation } from '../invocation.ts';
import type { Io } from '../io.ts';
import { openRunView } from '../run-view/open-run-view.ts';

type RunFlags = PipelineFlags & {
  readonly secret: readonly string[];
  readonly stage: readonly string[];
  readonly job: readonly string[];
  readonly image: readonly string[];
  readonly tasks: readonly string[];
  readonly artifacts?: string;
  readonly resources?: string;
  readonly validations?: string;
  readonly json?: boolean;
  readonly lines?: boolean;
};

const canceling = { type: 'message', level: 'info', text: 'Canceling the run. Ctrl-C again ends it at once.' } as const;

const examples = `
Examples:
  millrace run
  millrace run ci/build.yml --parameter publish=true --variable version=2.0
  API_KEY=… millrace run --secret API_KEY
  millrace run --stage Build --json
  millrace run --lines
  millrace run --artifacts out
  millrace run --resources resources.yml
  millrace run --image ubuntu-latest=debian:12 --image windows-latest=host

The exit code is 0 when the run succeeded, 1 when it failed, a job took too long or the pipeline is invalid, 130 when somebody canceled
it. Ctrl-C cancels the run; a second one ends it at once.
`;

/** `millrace run`: runs the working tree as it is. */
export function define(command: Command, invocation: Invocation): void {
  const { io } = invocation;
  command
    .description('Runs a pipeline here and now, from the working tree as it is.')
    .argument('[FILE]', 'the pipeline');
  addPipelineFlags(command, io);
  command
    .addOption(
      listFlag(io.env, '--secret <NAME>', {
        description: 'secret variable, its value taken from the environment variable NAME',
        separator: 'comma',
      }),
    )
    .addOption(listFlag(io.env, '--stage <NAME>', { description: 'run this stage only', separator: 'comma' }))
    .addOption(listFlag(io.env, '--job <NAME>', { description: 'run this job only', separator: 'comma' }))
    .addOption(imageFlag(io.env))
    .addOption(
      listFlag(io.env, '--tasks <DIR>', {
        description: 'folder of a task package, or of several',
        separator: 'line',
        plural: 'TASKS',
      }),
    )
    .addOption(textFlag(io.env, '--artifacts <DIR>', "folder that the run's artifacts are saved in"))
    .addOption(
      textFlag(
        io.env,
        '--resources <FILE>',
        'YAML file with the variable groups, secure files, service connections and pipeline resources of the run',
      ),
    )
    .addOption(textFlag(io.env, '--validations <WORD>', "what is said to manual validations: 'resume' or 'reject'"))
    .addOption(switchFlag(io.env, '--json', 'print each event as one line of JSON'))
    .addOption(switchFlag(io.env, '--lines', 'print all that steps print, on a terminal too'))
    .addHelpText('after', examples)
    .action(async (file: string | undefined, flags: RunFlags) => {
      invocation.exitCode = await runPipeline(file, flags, invocation);
    });
}

async function runPipeline(file: string | undefined, flags: RunFlags, { io, doors }: Invocation): Promise<number> {
  const options = {
    ...pipelineOptions(file, flags, io),
    ...secretsFrom(flags.secret, io.env),
    images: pairs('--image', flags.image),
    stages: flags.stage,
    jobs: flags.job,
    tasks: flags.tasks.map(folder => existingFolder(io.cwd, folder)),
    ...(flags.artifacts === undefined ? {} : { artifacts: artifactsFolder(io.cwd, flags.artifacts) }),
    ...(flags.validations === undefined ? {} : { validations: validationWord(flags.validations) }),
    ...(flags.resources === undefined ? {} : { resources: resolve(io.cwd, flags.resources) }),
  };
  const view = openRunView(io, formatOf(flags));
  let outcome: RunOutcome;
  let isInterrupted = false;
  try {
    outcome = await interruptible(io, signal => {
      signal.addEventListener('abort', () => {
        isInterrupted = true;
        view.event(canceling);
      });
      return doors.runLocal(options, view.event, signal);
    });
  } finally {
    view.close();
  }
  tellFindings(outcome, io, { explain: io.err.isTerminal });
  return exitCodeOf(outcome, isInterrupted);
}

function formatOf({ json, lines }: RunFlags): 'text' | 'lines' | 'json' {
  if (json === true) return 'json';
  return lines === true ? 'lines' : 'text';
}

function existingFolder(cwd: string, folder: string): string {
  const path = resolve(cwd, folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new CommandError(`--tasks: there is no folder '${folder}'.`);
}

/** The folder need not be there yet. That it cannot be one is said before the run, not after it. */
function artifactsFolder(cwd: string, folder: string): string {
  const path = resolve(cwd, folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== false) return path;
  throw new CommandError(`--artifacts: '${folder}' is not a folder.`);
}

function validationWord(text: string): ValidationWord {
  if (text === 'resume' || text === 'reject') return text;
  throw new CommandError(`--validations takes 'resume' or 'reject', not '${text}'.`);
}

// A run is canceled also by a job that took too long: that is a failure to those who wait for it.
function exitCodeOf({ result }: RunOutcome, isInterrupted: boolean): number {
  if (result === 'succeeded') return 0;
  return result === 'canceled' && isInterrupted ? canceledExitCode : 1;
}

/** Secrets come from the environment: everybody on the machine can see a command line. */
function secretsFrom(names: readonly string[], env: Io['env']): Pick<RunOptions, 'secrets' | 'withheld'> {
  const sources = names.map(name => ({ name, source: sourceOf(name, env) }));
  return {
    secrets: Object.fromEntries(sources.map(({ name, source }) => [name, env[source] ?? ''])),
    withheld: [...new Set(sources.map(({ source }) => source))],
  };
}

/** The variable of the environment that a secret is taken from: of its name, or as a shell can spell it. */
function sourceOf(name: string, env: Io['env']): string {
  if (name.includes('=')) {
    const [plainName] = name.split('=', 1);
    throw new CommandError(
      `--secret takes a name alone: others on this machine can see command lines. Put the value into the environment variable ${plainName} and give --secret ${plainName}.`,
    );
  }
  const shellName = name.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
  const source = [name, shellName].find(each => env[each] !== undefined);
  if (source !== undefined) return source;
  const where = shellName === name ? name : `${name} or ${shellName}`;
  throw new CommandError(`--secret ${name}: there is no environment variable ${where} to take its value from.`);
}
