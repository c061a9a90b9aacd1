import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { runTask } from '../shared/run-task.ts';
import { runTool } from '../shared/run-tool.ts';
import { wordsOf } from '../shared/words.ts';

await runTask(async () => {
  const cwd = tl.getPathInput('workingDir', false, true) || process.cwd();
  const folder = mkdtempSync(join(tl.getVariable('Agent.TempDirectory') ?? tmpdir(), 'npm-'));
  try {
    const settings = await writeSettings(folder, cwd);
    const env = settings === undefined ? {} : { NPM_CONFIG_USERCONFIG: settings };
    const code = await runTool({ tool: 'npm', args: [...argsOf(), ...verbosity()], cwd, env });
    if (code !== 0) throw new Error(`Npm failed with return code: ${code}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function command(): string {
  return tl.getInput('command', true) ?? '';
}

function argsOf(): readonly string[] {
  if (command() !== 'custom') return [command()];
  return wordsOf(tl.getInput('customCommand', true) ?? '');
}

function verbosity(): readonly string[] {
  const isVerbose = tl.getBoolInput('verbose') || tl.getVariable('system.debug')?.toLowerCase() === 'true';
  return isVerbose ? ['--loglevel', 'silly'] : [];
}

/** Settings for this call alone, with how to sign in at its registries; `undefined` where the step names none. */
async function writeSettings(folder: string, cwd: string): Promise<string | undefined> {
  const isPublish = command() === 'publish';
  const source = tl.getInput(isPublish ? 'publishRegistry' : 'customRegistry');
  if (source === 'useFeed')
    throw new Error('Millrace has no package feeds: name the registry by a service connection, or in .npmrc.');
  const endpoint = tl.getInput(isPublish ? 'publishEndpoint' : 'customEndpoint');
  if (!endpoint) return undefined;
  const file = join(folder, '.npmrc');
  writeFileSync(file, '', { mode: 0o600 });
  const own = join(cwd, '.npmrc');
  if (!isPublish && existsSync(own)) appendFileSync(file, `${readFileSync(own, 'utf8').trim()}\n`);
  for (const id of endpoint.split(',')) appendFileSync(file, signIn(id.trim(), isPublish));
  return file;
}

function signIn(id: string, isRegistry: boolean): string {
  const url = new URL(tl.getEndpointUrlRequired(id));
  const where = `//${url.host}${url.pathname.replace(/\/*$/, '/')}`;
  const parameter = (name: string) => tl.getEndpointAuthorizationParameter(id, name, true) ?? '';
  const token = parameter('apitoken');
  const password = Buffer.from(parameter('password')).toString('base64');
  const how =
    token === ''
      ? [`${where}:username=${parameter('username')}`, `${where}:_password=${password}`]
      : [`${where}:_authToken=${token}`];
  return `${[...(isRegistry ? [`registry=${url.href}`] : []), ...how].join('\n')}\n`;
}
