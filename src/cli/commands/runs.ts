import type { Command } from 'commander';
import type { Connection } from '../connection.ts';
import { CommandError } from '../errors.ts';
import { switchFlag, textFlag, wholeNumber } from '../flags/flag.ts';
import { addProjectFlag, needed, type ProjectFlag } from '../flags/project-flag.ts';
import { interruptible } from '../interrupts.ts';
import type { Invocation } from '../invocation.ts';
import { duration } from '../run-view/duration.ts';
import { table } from '../table.ts';
import { logText } from './run-logs.ts';
import { askServer, segment } from './server-command.ts';

type Pipeline = { readonly id: number; readonly name: string };
type Run = {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly result?: string;
  readonly pipeline: Pipeline;
  readonly createdDate: string;
  readonly finishedDate?: string;
};
type LogFlags = ProjectFlag & { readonly log?: string; readonly follow?: boolean; readonly json?: boolean };
type ListFlags = ProjectFlag & { readonly pipeline?: string; readonly top?: string };

const defaultTop = '20';

const examples = `
Examples:
  millrace runs list --project shop --pipeline nightly
  millrace runs show 12 --project shop --json
  millrace runs logs 12 --project shop
  millrace runs logs 12 --project shop --follow
  millrace runs cancel 12 --project shop
`;

/** `millrace runs`: listed, shown, their logs, canceled. */
export function define(command: Command, invocation: Invocation): void {
  command.description('Runs of a server.').addHelpText('after', examples);
  defineList(command, invocation);
  defineShow(command, invocation);
  defineLogs(command, invocation);
  defineCancel(command, invocation);
}

function defineList(command: Command, invocation: Invocation): void {
  const { io } = invocation;
  const list = addProjectFlag(command.command('list').description('Lists runs, the newest first.'), io)
    .addOption(textFlag(io.env, '--pipeline <NAME>', 'of this pipeline only, by name or id'))
    .addOption(textFlag(io.env, '--top <N>', `how many of each pipeline at most (default: ${defaultTop})`));
  askServer<ListFlags>(list, invocation, async ({ server, flags, print }) => {
    const project = segment(needed('--project', flags.project));
    const top = wholeNumber('--top', flags.top ?? defaultTop, { from: 1, to: 10_000 });
    const runs: Run[] = [];
    for (const { id } of await pipelinesOf(server, project, flags.pipeline)) {
      const { value } = await server.get<{ readonly value: readonly Run[] }>(
        `${project}/_apis/pipelines/${id}/runs?$top=${top}`,
      );
      runs.push(...value);
    }
    print(
      runs.sort((a, b) => b.id - a.id),
      all => table(headings, all.map(cells), 'There are no runs yet.'),
    );
  });
}

function defineShow(command: Command, invocation: Invocation): void {
  const show = command.command('show').description('Shows a run.').argument('<RUN>', 'its id');
  askServer<ProjectFlag>(addProjectFlag(show, invocation.io), invocation, async ({ server, flags, args, print }) => {
    const project = segment(needed('--project', flags.project));
    const id = runId(args[0]);
    const build = await server.get<{ readonly definition: Pipeline }>(`${project}/_apis/build/builds/${id}`);
    const run = await server.get<Run>(`${project}/_apis/pipelines/${build.definition.id}/runs/${id}`);
    print(run, shown => table(headings, [cells(shown)], ''));
  });
}

function defineLogs(command: Command, invocation: Invocation): void {
  const { io } = invocation;
  const logs = command.command('logs').description("Prints the logs of a run's steps.").argument('<RUN>', 'its id');
  addProjectFlag(logs, io)
    .addOption(textFlag(io.env, '--log <ID>', 'this log only'))
    .addOption(
      switchFlag(io.env, '--follow', 'print lines as they come until the run is over; its result is the exit code'),
    );
  askServer<LogFlags>(logs, invocation, async ({ server, flags, args, write }) => {
    const build = `${segment(needed('--project', flags.project))}/_apis/build/builds/${runId(args[0])}`;
    const log = flags.log === undefined ? undefined : wholeNumber('--log', flags.log, { from: 1, to: 999_999_999 });
    if (flags.follow === true) {
      const { followLogs } = await import('./follow-logs.ts');
      const tell = (text: string): void => void io.err.write(`millrace: ${text}`);
      const following = { server, build, log, asJson: flags.json ?? false, write, tell };
      invocation.exitCode = await interruptible(io, signal => followLogs({ ...following, signal }));
      return;
    }
    for await (const text of logText(server, build, log)) write(text);
  });
}

function defineCancel(command: Command, invocation: Invocation): void {
  const cancel = command.command('cancel').description('Cancels a run.').argument('<RUN>', 'its id');
  askServer<ProjectFlag>(addProjectFlag(cancel, invocation.io), invocation, async ({ server, flags, args, print }) => {
    const id = runId(args[0]);
    const path = `${segment(needed('--project', flags.project))}/_apis/build/builds/${id}`;
    const build = await server.patch<{ readonly status: string }>(path, { status: 'cancelling' });
    print(build, ({ status }) => (status === 'completed' ? `Run ${id} is over.\n` : `Run ${id} is being canceled.\n`));
  });
}

async function pipelinesOf(
  server: Connection,
  project: string,
  asked: string | undefined,
): Promise<readonly Pipeline[]> {
  const { value } = await server.get<{ readonly value: readonly Pipeline[] }>(`${project}/_apis/pipelines`);
  if (asked === undefined) return value;
  const found = value.filter(({ id, name }) => String(id) === asked || name.toLowerCase() === asked.toLowerCase());
  if (found.length > 0) return found;
  const known = value.map(({ name }) => name).join(', ');
  throw new CommandError(`There is no pipeline '${asked}'. Pipelines: ${known === '' ? 'none' : known}.`, 1);
}

function runId(text = ''): string {
  if (/^[1-9]\d{0,9}$/.test(text)) return text;
  throw new CommandError(`A run is named by its id, a number, not by '${text}'.`);
}

const headings = ['id', 'run', 'pipeline', 'state', 'result', 'created', 'took'];

function cells({ id, name, pipeline, state, result = '', createdDate, finishedDate }: Run): string[] {
  const took = finishedDate === undefined ? '' : duration((Date.parse(finishedDate) - Date.parse(createdDate)) / 1000);
  return [String(id), name, pipeline.name, state, result, createdDate.slice(0, 19).replace('T', ' '), took];
}
