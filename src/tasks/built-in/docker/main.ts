import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { runTask } from '../shared/run-task.ts';
import { wordsOf } from '../shared/words.ts';
import { engine, runEngine } from './engine.ts';
import { labelArguments } from './labels.ts';
import { imageName, type Registry, registryOfStep, signIn, signOut } from './registry.ts';

await runTask(async () => {
  engine();
  const command = (tl.getInput('command', true) ?? '').trim();
  const registry = registryOfStep();
  if (command === 'login') return logIn(registry);
  if (command === 'logout') return signOut(registry);
  const output = outputFile();
  const signedOut = registry === undefined ? () => undefined : signIn(registry, { forLaterSteps: false });
  try {
    await carryOut(command, registry, output);
    tl.setVariable('DockerOutput', output, false, true);
  } finally {
    signedOut();
  }
});

function logIn(registry: Registry | undefined): void {
  if (registry === undefined) throw new Error('Input required: containerRegistry');
  signIn(registry, { forLaterSteps: true });
  console.log(`Signed in at ${registry.host || registry.url}.`);
}

function carryOut(command: string, registry: Registry | undefined, output: string): Promise<void> {
  switch (command.toLowerCase()) {
    case 'build':
      return build(registry, extraArguments(), output);
    case 'push':
      return push(registry, extraArguments(), output);
    case 'buildandpush':
      return buildAndPush(registry, output);
    case 'start':
    case 'stop':
      return runEngine([command.toLowerCase(), tl.getInput('container', true) ?? ''], output);
    default:
      return runEngine([...wordsOf(command), ...extraArguments()], output);
  }
}

/** The step's own arguments count for neither of the two, as with the service's task. */
async function buildAndPush(registry: Registry | undefined, output: string): Promise<void> {
  await build(registry, [], output);
  await push(registry, [], output);
}

async function build(registry: Registry | undefined, more: readonly string[], output: string): Promise<void> {
  const file = findDockerfile();
  const names = imageNames(registry).flatMap(name => ['-t', name]);
  await runEngine(['build', '-f', file, ...labelArguments(), ...names, ...more, contextOf(file)], output);
}

async function push(registry: Registry | undefined, more: readonly string[], output: string): Promise<void> {
  const names = imageNames(registry);
  if (names.length === 0) throw new Error('Input required: repository');
  for (const name of names) await runEngine(['push', name, ...more], output);
}

function findDockerfile(): string {
  const pattern = tl.getInput('Dockerfile', true) ?? '';
  const root = tl.getVariable('System.DefaultWorkingDirectory') ?? process.cwd();
  const [file] = tl.findMatch(root, pattern);
  if (file === undefined) throw new Error(`No Dockerfile matching ${pattern} was found.`);
  return file;
}

/** By default the folder of the Dockerfile. */
function contextOf(file: string): string {
  const context = tl.getInput('buildContext') ?? '';
  return context === '' || context.endsWith('**') ? dirname(file) : context;
}

function imageNames(registry: Registry | undefined): readonly string[] {
  const repository = tl.getInput('repository');
  if (!repository) return [];
  const tags = (tl.getInput('tags') ?? '').split(/[\n,]/).map(tag => tag.trim());
  return tags.filter(tag => tag !== '').map(tag => `${imageName(repository.toLowerCase(), registry)}:${tag}`);
}

function extraArguments(): readonly string[] {
  return wordsOf((tl.getInput('arguments') ?? '').replace(/\\?\r?\n/g, ' '));
}

function outputFile(): string {
  const folder = join(tl.getVariable('Agent.TempDirectory') ?? '', 'task_outputs');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `docker-${Date.now()}-${process.pid}.txt`);
  writeFileSync(file, '');
  return file;
}
