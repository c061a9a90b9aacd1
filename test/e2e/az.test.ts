import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const files = {
  'azure-pipelines.yml': `trigger: none
parameters:
- name: greeting
  type: string
  default: hello
steps:
- checkout: none
- bash: echo \${{ parameters.greeting }} $(who) && mkdir out && echo made > out/a.txt
- publish: out
  artifact: drop
`,
};

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

/** Commands one after the other, and what each prints as JSON has to have. `RUN` is the first run's id. */
const commands: readonly (readonly [command: string, expected: Answer])[] = [
  ['pipelines show --name ci', { id: 1, name: 'ci', revision: 1 }],
  ['pipelines list --name c* --query [0]', { id: 1, queueStatus: 'enabled' }],
  ['pipelines runs show --id RUN', { id: 1, status: 'completed', result: 'succeeded' }],
  [
    'pipelines runs list --status completed --result succeeded --branch main --reason manual --top 1 --query [0]',
    { id: 1 },
  ],
  ['pipelines runs list --requested-for me --query [0]', { id: 1 }],
  ['pipelines runs tag add --run-id RUN --tags one --query {tag:[0]}', { tag: 'one' }],
  ['pipelines runs tag list --run-id RUN --query {tag:[0]}', { tag: 'one' }],
  ['pipelines runs artifact list --run-id RUN --query [0]', { name: 'drop' }],
  ['pipelines build show --id RUN', { buildNumberRevision: 1 }],
  ['pipelines build definition list --query [0]', { name: 'ci' }],
  [
    'pipelines variable create --name key --secret true --value hush --pipeline-name ci --query key',
    { isSecret: true, value: null },
  ],
  ['pipelines variable-group create --name g --variables a=1 --authorize true', { name: 'g', authorized: true }],
  ['pipelines variable-group variable create --group-id 1 --name b --value 2 --query b', { value: '2' }],
  ['pipelines pool list --query [0]', { name: 'Default' }],
  ['pipelines agent list --pool-id 1 --query [0]', { status: 'online' }],
  ['pipelines queue list --query [0]', { name: 'Default' }],
  ['pipelines folder create --path \\Team', { path: '\\Team' }],
  ['pipelines update --id 1 --new-name other --new-folder-path \\Team', { name: 'other', path: '\\Team' }],
  ['pipelines run --id 1 --parameters greeting=hi', { id: 2, state: 'inProgress' }],
  ['devops project show --project Fiber', { name: 'Fiber', state: 'wellFormed' }],
  ['devops invoke --area build --resource builds --route-parameters project=Fiber --query {count:count}', { count: 2 }],
];

test("the vendor's command line runs pipelines and reads what became of them", { skip }, async () => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), files);
  await server.start();
  const pipelineId = await registerPipeline(server, folder);
  const home = await mkdtemp(join(tmpdir(), 'millrace-az-'));
  const { url: organization, token } = server.ready;
  const az = async (command: string): Promise<Answer> => {
    const own = { ...environment, AZURE_CONFIG_DIR: home, AZURE_DEVOPS_EXT_PAT: token };
    const { stdout } = await promisify(execFile)('az', command.split(' '), { env: { ...process.env, ...own } });
    return /^[[{]/.test(stdout) ? (JSON.parse(stdout) as Answer) : {};
  };
  try {
    await az(`devops configure --defaults organization=${organization} project=Fiber`);
    const { id } = await az(`pipelines run --id ${pipelineId} --variables who=world`);
    await eventually(
      () => server.json<{ status: string }>('GET', `Fiber/_apis/build/builds/${String(id)}`),
      ({ status }) => status === 'completed',
    );
    for (const [command, expected] of commands) {
      const answer = await az(command.replace('RUN', String(id)));
      for (const [member, value] of Object.entries(expected)) {
        assert.deepEqual(answer[member], value, `${command}: ${member} of ${JSON.stringify(answer)}`);
      }
    }
    await az('pipelines delete --id 1 --yes');
    assert.deepEqual(await az('pipelines list'), []);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
