import type { Command } from 'commander';
import type { Invocation } from './invocation.ts';

/** A command: what the list of commands says of it, and its file, loaded when the command is asked for. */
type Entry = {
  readonly summary: string;
  readonly load: () => Promise<{ readonly define: (command: Command, invocation: Invocation) => void }>;
};

/** Every command, in the order of the help. */
export const commands: Readonly<Record<string, Entry>> = {
  run: { summary: 'run a pipeline here and now', load: () => import('./commands/run.ts') },
  preview: { summary: 'print a pipeline as it is once expanded', load: () => import('./commands/preview.ts') },
  validate: { summary: 'say what is wrong with pipelines', load: () => import('./commands/validate.ts') },
  schema: { summary: 'print the language as a JSON Schema, for editors', load: () => import('./commands/schema.ts') },
  start: { summary: 'serve, and run the sample to show how it looks', load: () => import('./commands/start.ts') },
  serve: { summary: "serve the service's REST API", load: () => import('./commands/serve.ts') },
  agent: { summary: 'take jobs of a server', load: () => import('./commands/agent.ts') },
  projects: { summary: 'create and list projects of a server', load: () => import('./commands/projects.ts') },
  repositories: {
    summary: 'register and list repositories of a server',
    load: () => import('./commands/repositories.ts'),
  },
  pipelines: { summary: 'create and list pipelines of a server', load: () => import('./commands/pipelines.ts') },
  tasks: { summary: 'install, list and remove task packages', load: () => import('./commands/tasks.ts') },
  token: { summary: 'create, list and revoke tokens of a server', load: () => import('./commands/token.ts') },
  applications: {
    summary: 'register, list and remove OAuth 2 applications',
    load: () => import('./commands/applications.ts'),
  },
  runs: { summary: 'list, show and cancel runs of a server, print logs', load: () => import('./commands/runs.ts') },
};
