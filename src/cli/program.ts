import type { Command } from 'commander';
import { commands } from './commands.ts';
import { checkConfigFile, withConfigFile } from './config-file.ts';
import type { Doors } from './doors.ts';
import { CommandError } from './errors.ts';
import type { Invocation } from './invocation.ts';
import type { Io } from './io.ts';

/** The names of all commands, as a user types them. */
export const commandNames: readonly string[] = Object.keys(commands);

const examples = `
Examples:
  millrace run                       run azure-pipelines.yml of this folder or repository
  millrace preview ci/build.yml      print it with its templates expanded
  millrace serve                     serve the REST API on port 8100

'millrace COMMAND --help' tells more of a command. A flag can stand in the environment variable that its help names, or in
millrace.config.json; the command line wins, then the variable.
Exit codes: 0 succeeded, 1 failed or invalid pipeline, 2 wrong usage, 130 canceled.
`;

/**
 * Runs the command line `argv`, which begins with the command. Answers the exit code: 0 succeeded, 1 failed or an invalid pipeline, 2 wrong
 * usage, 130 canceled. Never rejects: what was typed wrong, what the machine refused and what is wrong with Millrace is said on `io.err`.
 */
export async function runCli(argv: readonly string[], process: Io, doors: Doors): Promise<number> {
  if (argv[0] === '--version' || argv[0] === '-V') {
    const { version } = await import('./version.ts');
    process.out.write(`${version()}\n`);
    return 0;
  }
  const { CommanderError } = await import('commander');
  let invocation: Invocation = { io: process, doors, command: undefined, exitCode: 0 };
  try {
    invocation = { ...invocation, io: withConfigFile(process) };
    if (invocation.io !== process) checkConfigFile(process, await defineAll(invocation));
    const args = argv[0] === 'help' ? askingForHelp(argv.slice(1)) : argv;
    const program = await buildProgram(args, invocation);
    await program.parseAsync(args, { from: 'user' });
    return invocation.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return tell(error, invocation);
  }
}

/** What is no command has no help: it is refused as it would be by itself. */
function askingForHelp(args: readonly string[]): readonly string[] {
  const [name] = args;
  return name === undefined || commandNames.includes(name) ? [...args, '--help'] : args;
}

// Of all commands only the one that was asked for is loaded; the others are named where there is no such one: in the help, and in a refusal.
async function buildProgram(args: readonly string[], invocation: Invocation): Promise<Command> {
  const { Command } = await import('commander');
  const program = new Command('millrace');
  prepare(program, invocation.io);
  program
    .description('Azure Pipelines on your own machine.')
    .usage('COMMAND [options]')
    .option('-V, --version', 'print the version')
    .addHelpText('after', examples)
    .hook('preAction', (_program, command) => {
      invocation.command = command;
    });
  const word = args.find(arg => !arg.startsWith('-'));
  const asked = commandNames.find(name => name === word);
  for (const [name, { summary, load }] of Object.entries(commands)) {
    if (asked !== undefined && asked !== name) continue;
    const command = program.command(name).summary(summary).helpCommand(false);
    if (asked === name) (await load()).define(command, invocation);
  }
  showUsageAfterErrors(program);
  return program;
}

/** Every command with its flags: what a config file says may be for another one than was asked for. */
async function defineAll(invocation: Invocation): Promise<readonly Command[]> {
  const { Command } = await import('commander');
  const defining = Object.entries(commands).map(async ([name, { load }]) => {
    const command = new Command(name);
    (await load()).define(command, invocation);
    return command;
  });
  return Promise.all(defining);
}

function prepare(program: Command, { out, err }: Io): void {
  program
    .helpCommand(false)
    .exitOverride()
    // Defaults stand in the descriptions; what a variable holds is not shown, it may be a token.
    .configureHelp({ optionDescription: option => option.description })
    .configureOutput({
      writeOut: text => void out.write(text),
      writeErr: text => void err.write(text),
      getOutHelpWidth: () => out.columns ?? 120,
      getErrHelpWidth: () => err.columns ?? 120,
      outputError: (text, write) => write(text.replace(/^error: /, 'millrace: ')),
    });
}

function showUsageAfterErrors(command: Command): void {
  command.showHelpAfterError(usageOf(command));
  for (const child of command.commands) showUsageAfterErrors(child);
}

function usageOf(command: Command): string {
  const usage = command.createHelp().commandUsage(command);
  return `Usage: ${usage}\nTry '${usage.split(/ (?=[[<A-Z])/)[0]} --help'.`;
}

function tell(error: unknown, { io, command }: Invocation): number {
  if (error instanceof CommandError) {
    const usage = error.exitCode === 2 && command !== undefined ? `${usageOf(command)}\n` : '';
    io.err.write(`millrace: ${error.message}\n${usage}`);
    return error.exitCode;
  }
  if (isRefusedByMachine(error)) {
    io.err.write(`millrace: ${error.message}\n`);
    return 1;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err.write(`millrace: this is a fault of Millrace itself, please report it:\n${trace}\n`);
  return 1;
}

// A full disk, a folder that may not be written: no fault of ours, and the machine's own words say enough.
function isRefusedByMachine(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
