import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { type AzCommand, azCommands, type Expected } from './az-commands.ts';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const pipeline = `trigger: none
parameters:
- name: greeting
  type: string
  default: hello
steps:
- checkout: none
- bash: echo \${{ parameters.greeting }} && mkdir out && echo made > out/a.txt
- publish: out
  artifact: drop
`;
const files = { 'azure-pipelines.yml': pipeline, 'other.yml': pipeline };

const environment = { AZURE_CORE_COLLECT_TELEMETRY: 'no', PYTHONWARNINGS: 'ignore' };

/** Whether `az pipelines` is on this machine, in a version that takes any address. */
function isThere(): boolean {
  try {
    const env = { ...process.env, ...environment };
    const text = execFileSync('az', ['extension', 'show', '--name', 'azure-devops'], { env, stdio: 'pipe' });
    return Number.parseInt((JSON.parse(String(text)) as { version: string }).version, 10) < 1;
  } catch {
    return false;
  }
}

const skip = isThere() ? false : 'This machine has no az with the extension azure-devops below 1.0.';

type Answer = Readonly<Record<string, unknown>>;
type Printed = { readonly stdout: string; readonly stderr: string };

/** `az` with a home of its own, which disposes of it. */
class Az implements AsyncDisposable {
  readonly #home: string;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(home: string, own: Readonly<Record<string, string>>) {
    this.#home = home;
    const folders = {
      AZURE_CONFIG_DIR: home,
      AZURE_DEVOPS_EXT_CONFIG_DIR: home,
      AZURE_DEVOPS_CACHE_DIR: home,
      HOME: home,
    };
    this.#environment = { ...environment, ...folders, ...own };
  }

  static async create(own: Readonly<Record<string, string>>): Promise<Az> {
    return new Az(await mkdtemp(join(tmpdir(), 'millrace-az-')), own);
  }

  /** What a command prints; throws an `Error` with what it printed where it fails. */
  run(words: readonly string[], cwd?: string): Promise<Printed> {
    const env = { ...process.env, ...this.#environment };
    return promisify(execFile)('az', words, { env, ...(cwd === undefined ? {} : { cwd }) });
  }

  async json(command: string): Promise<Answer> {
    const { stdout } = await this.run(wordsOf(command));
    return /^[[{]/.test(stdout) ? (JSON.parse(stdout) as Answer) : {};
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.#home, { recursive: true, force: true });
  }
}

/** Words, of which those with spaces stand in double quotes. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''));
}

async function check(az: Az, command: string, expected: Expected): Promise<void> {
  if (expected instanceof RegExp) {
    await assert.rejects(
      () => az.run(wordsOf(command)),
      (failure: Error) => {
        assert.match(failure.message, expected, command);
        assert.doesNotMatch(failure.message, /Traceback/, command);
        return true;
      },
    );
    return;
  }
  const answer = await az.json(command);
  for (const [member, value] of Object.entries(expected))
    assert.deepEqual(answer[member], value, `${command}: ${member} of ${JSON.stringify(answer)}`);
}

/** A pattern in place of the words that a command has for things of this run. */
function filled([command, expected]: AzCommand, words: Readonly<Record<string, string>>): AzCommand {
  const replaced = (text: string): string =>
    text.replace(/\b(?:COMMIT|FOLDER|REPOSITORY)\b/g, word => words[word] ?? word);
  if (expected instanceof RegExp) return [replaced(command), expected];
  return [replaced(command), JSON.parse(replaced(JSON.stringify(expected))) as Answer];
}

test("the vendor's command line runs pipelines and reads what became of them", { skip }, async () => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), files);
  execFileSync('git', ['-C', folder, 'branch', 'topic']);
  await server.start();
  const pipelineId = await registerPipeline(server, folder);
  const { url: organization, token } = server.ready;
  await using az = await Az.create({
    AZURE_DEVOPS_EXT_PAT: token,
    AZURE_DEVOPS_EXT_GITHUB_PAT: 'secret',
    AZURE_DEVOPS_EXT_AZURE_RM_SERVICE_PRINCIPAL_KEY: 'secret',
    AZURE_DEVOPS_EXT_PIPELINE_VAR_key: 'pushed',
    AZURE_DEVOPS_EXT_PIPELINE_VAR_c: 'pushed',
  });
  await az.json(`devops configure --defaults organization=${organization} project=Fiber`);
  const { id } = await az.json(`pipelines run --id ${pipelineId} --branch main --variables who=world`);
  await eventually(
    () => server.json<{ status: string }>('GET', `Fiber/_apis/build/builds/${String(id)}`),
    ({ status }) => status === 'completed',
  );
  const own = await mkdtemp(join(tmpdir(), 'millrace-az-files-'));
  const { value } = await server.json<{ value: { id: string }[] }>('GET', 'Fiber/_apis/git/repositories');
  const words = {
    COMMIT: String(execFileSync('git', ['-C', folder, 'rev-parse', 'main'])).trim(),
    FOLDER: own,
    REPOSITORY: value[0]?.id ?? '',
  };
  await writeFile(join(own, 'own name.txt'), 'mine');
  await writeFile(join(own, 'policy.json'), JSON.stringify(policyOf(words.REPOSITORY)));
  try {
    for (const command of azCommands) await check(az, ...filled(command, words));
    assert.equal(await readFile(join(own, 'got', 'a.txt'), 'utf8'), 'made\n');
    assert.equal(await readFile(join(own, 'again', 'own name.txt'), 'utf8'), 'mine');
    assert.equal(await readFile(join(own, 'again', 'got', 'a.txt'), 'utf8'), 'made\n');
    await detects(az, folder, organization);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
});

/** A policy as a file says it. */
function policyOf(repositoryId: string): object {
  const scope = [{ repositoryId, refName: 'refs/heads/dev', matchKind: 'exact' }];
  const type = { id: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2' };
  return { isEnabled: true, isBlocking: false, type, settings: { scope } };
}

/** In a clone of a repository nobody has to say what is meant. */
async function detects(az: Az, folder: string, organization: string): Promise<void> {
  await az.json('devops configure --defaults organization= project=');
  execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', `${organization}/Fiber/_git/cable`]);
  const words = wordsOf('pipelines create --name found --yml-path azure-pipelines.yml --skip-first-run --detect true');
  const { stdout } = await az.run(words, folder);
  assert.equal((JSON.parse(stdout) as { name: string }).name, 'found');
}

for (const group of [['pipelines'], ['repos', 'policy'], ['devops', 'team']]) {
  test(`every command of az ${group.join(' ')} is among those that are run`, { skip }, async () => {
    await using az = await Az.create({});
    const tried = new Set(azCommands.map(([command]) => command.replace(/ -.*$/, '')));
    assert.deepEqual(
      (await commandsOf(az, group)).filter(command => !tried.has(command)),
      [],
    );
  });
}

/** The commands below a group, as its help names them. */
async function commandsOf(az: Az, group: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await az.run([...group, '--help']);
  const found: string[] = [];
  let section = '';
  for (const line of stdout.split('\n')) {
    if (/^\w/.test(line)) section = line;
    const [, name] = /^ {4}([a-z-]+) .*:/.exec(line) ?? [];
    if (name === undefined) continue;
    if (section.startsWith('Subgroups')) found.push(...(await commandsOf(az, [...group, name])));
    else if (section.startsWith('Commands')) found.push([...group, name].join(' '));
  }
  return found;
}
