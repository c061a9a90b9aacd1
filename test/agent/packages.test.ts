import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { packFolder } from '../../src/tasks/archive.ts';
import { type AgentJobRequest, AgentServerError, type WireStep } from '../../src/wire/agent-protocol.ts';
import type { TaskDownload } from '../../src/wire/agent-server.ts';
import { FakeServer } from './fake-server.ts';
import { bash, jobRequest, runTestJob, type StepChange, TemporaryFolder } from './job.ts';

const id = '0f1e2d3c-0000-4000-8000-000000000003';
const taskLib = JSON.stringify(createRequire(import.meta.url).resolve('azure-pipelines-task-lib/task'));

/** A package whose handlers are given as the code they run. */
type Package = { readonly json?: object; readonly main?: string; readonly pre?: string; readonly post?: string };

function makePackage(folder: string, { json, main, pre, post }: Package): string {
  mkdirSync(folder, { recursive: true });
  const stage = (name: string, code: string | undefined): object => {
    if (code === undefined) return {};
    writeFileSync(join(folder, `${name}.js`), `const tl = require(${taskLib});\n${code}\n`);
    return { [name]: { Node10: { target: `${name}.js` } } };
  };
  const stages = { ...stage('execution', main), ...stage('prejobexecution', pre), ...stage('postjobexecution', post) };
  const header = { id, name: 'Greet', friendlyName: 'Say hello', version: { Major: 1, Minor: 0, Patch: 0 } };
  writeFileSync(join(folder, 'task.json'), JSON.stringify({ ...header, ...stages, ...json }));
  return folder;
}

function greet(inputs: Record<string, string> = {}, change: StepChange = {}): WireStep {
  return {
    type: 'task',
    id: randomUUID(),
    name: 'Greet',
    displayName: 'Greet',
    reference: { id, name: 'Greet', version: '1.0.0' },
    enabled: true,
    condition: 'succeeded()',
    continueOnError: 'false',
    timeoutInMinutes: '0',
    retryCountOnTaskFailure: '0',
    inputs,
    environment: {},
    ...change,
  };
}

/** Runs a job with a package of this machine. */
async function runPackage(content: Package, steps: readonly WireStep[], change: Partial<AgentJobRequest> = {}) {
  using folder = new TemporaryFolder();
  const home = makePackage(join(folder.path, 'greet'), content);
  const run = await runTestJob(jobRequest(steps, change), { localTask: () => home });
  return { ...run, log: jobLog(run.server) };
}

describe('the process of a package', () => {
  const inputs = [
    { name: 'who', type: 'string', defaultValue: ' $(nobody) ' },
    { name: 'How Often', type: 'string', defaultValue: '3' },
    { name: 'loud', aliases: ['noisy'], type: 'boolean', defaultValue: 'false' },
    { name: 'where', type: 'filePath' },
    { name: 'hidden', type: 'string', defaultValue: 'still here', visibleRule: 'who = somebody' },
  ];
  const main = `console.log(JSON.stringify(Object.fromEntries(['who', 'How Often', 'loud', 'where', 'hidden', 'extra'].map(name => [name, tl.getInput(name)]))));`;

  test('gets its inputs: defaults, aliases, macros, absolute paths, hidden ones and unknown ones too', async () => {
    const { log, result } = await runPackage(
      { json: { inputs }, main },
      [greet({ WHO: '$(name)', noisy: 'true', extra: ' x ' })],
      {
        variables: { name: { value: 'you' }, nobody: { value: 'me' } },
      },
    );
    assert.equal(result, 'succeeded', log);
    const found = JSON.parse(/\{"who".*\}/.exec(log)?.[0] ?? '');
    const { where, ...rest } = found;
    assert.deepEqual(rest, { who: 'you', 'How Often': '3', loud: 'true', hidden: 'still here', extra: 'x' });
    assert.match(where, /\/s$/);
  });

  test('begins its log with what the package says of itself', async () => {
    const { log } = await runPackage({ main: '' }, [greet()]);
    assert.match(log, /Task {9}: Say hello\n/);
    assert.match(log, /Version {6}: 1\.0\.0\n/);
  });

  const required: readonly (readonly [what: string, inputs: Record<string, string>, fails: boolean])[] = [
    ['not given', { mode: 'file' }, true],
    ['empty', { mode: 'file', path: ' ' }, true],
    ['given under its alias', { mode: 'file', file: 'x' }, false],
    ['a macro, whatever it expands to', { mode: 'file', path: '$(none)' }, false],
    ['hidden', { mode: 'inline' }, false],
    ['in a group that is hidden', { mode: 'file', path: 'x' }, false],
  ];
  for (const [what, given, fails] of required) {
    test(`${fails ? 'does not start' : 'starts'} where a required input is ${what}`, async () => {
      const definitions = [
        { name: 'mode', type: 'radio' },
        { name: 'path', aliases: ['file'], type: 'string', required: true, visibleRule: 'mode = file' },
        { name: 'grouped', type: 'string', required: true, groupName: 'g' },
      ];
      const groups = [{ name: 'g', visibleRule: 'mode = both' }];
      const { log, result } = await runPackage(
        { json: { inputs: definitions, groups }, main: "console.log('started')" },
        [greet(given)],
      );
      assert.equal(result, fails ? 'failed' : 'succeeded', log);
      assert.equal(log.includes('##[error]Input required: path'), fails);
      assert.equal(log.includes('started'), !fails);
    });
  }

  test('reads variables, secrets among them, which no script does', async () => {
    const reads = `console.log(tl.getVariables().map(v => v.name + (v.secret ? '!' : '')).filter(n => /^(a\\.b|key)/.test(n)).sort().join());
      console.log(tl.getVariable('key') === 'hush' ? 'knows the key' : 'does not');
      require('node:child_process').execFileSync('bash', ['-c', 'env | grep -c hush || true'], { stdio: 'inherit' });`;
    const variables = { 'a.b': { value: '1' }, key: { value: 'hush', isSecret: true } };
    const { log, result } = await runPackage({ main: reads }, [greet(), bash('env | grep -c hush || true')], {
      variables,
    });
    assert.equal(result, 'succeeded', log);
    assert.match(log, /a\.b,key!\n/);
    assert.match(log, /knows the key\n/);
    assert.equal(log.match(/^\S+ 0$/gm)?.length ?? log.match(/^0$/gm)?.length, 2, log);
  });

  test('gets the server’s connection, and the others that its inputs name', async () => {
    const token = 'sesame-token';
    const main = `console.log(tl.getEndpointUrl('SYSTEMVSSCONNECTION', false), tl.getEndpointAuthorizationParameter('SYSTEMVSSCONNECTION', 'AccessToken', false) === '${token}');
      const [id] = tl.getDelimitedInput('connection', ',');
      console.log(tl.getEndpointUrl(id, false), tl.getEndpointAuthorizationScheme(id, false), tl.getEndpointDataParameter(id, 'registrytype', false));
      console.log(tl.getEndpointAuthorization(id, false).parameters.password === 'p4ss', tl.getEndpointUrl('other', true));
      console.log(tl.getSecureFileName('file-1'), tl.getSecureFileTicket('file-1') === 'ticket-1', tl.getInput('file'), tl.getInput('connection'));`;
    const inputs = [
      { name: 'connection', type: 'connectedService:Generic' },
      { name: 'file', type: 'secureFile' },
    ];
    const endpoints = [
      {
        name: 'SystemVssConnection',
        url: 'http://server/',
        authorization: { scheme: 'OAuth', parameters: { AccessToken: token } },
      },
      {
        id: 'c-1',
        name: 'registry',
        url: 'http://r/',
        authorization: { scheme: 'UsernamePassword', parameters: { username: 'robot', password: 'p4ss' } },
        data: { registrytype: 'docker' },
      },
      { id: 'other', name: 'other', url: 'http://o/', authorization: { scheme: 'None', parameters: {} } },
    ];
    const secureFiles = [{ id: 'file-1', name: 'key.pem', ticket: 'ticket-1' }];
    const { log, result } = await runPackage(
      { json: { inputs }, main },
      [greet({ connection: 'Registry', file: 'key.pem' })],
      {
        resources: { endpoints, repositories: [], secureFiles },
      },
    );
    assert.equal(result, 'succeeded', log);
    for (const line of [
      'http://server/ true',
      'http://r/ UsernamePassword docker',
      'true undefined',
      'key.pem true file-1 c-1',
    ]) {
      assert.ok(log.includes(line), `${line}\n${log}`);
    }
  });

  test('speaks by the library’s commands: issues, results, variables, outputs', async () => {
    const main = `tl.setVariable('plain', 'p'); tl.setVariable('listed', 'l'); tl.setVariable('marked', 'm', false, true);
      tl.warning('careful'); tl.setResult(tl.TaskResult.SucceededWithIssues, 'so so');`;
    const check = bash('echo "$(plain) $(Greet.listed) $(Greet.marked)"');
    const json = { outputVariables: [{ name: 'Listed' }] };
    const { log, result, server } = await runPackage({ json, main }, [greet(), check]);
    assert.equal(result, 'succeededWithIssues', log);
    assert.match(log, /p l m\n/);
    assert.equal(server.record('Greet').warningCount, 2);
    assert.equal(server.completed[0]?.outputs['Greet.listed']?.value, 'l');
  });

  test('fails its step when it ends with a code, or says so', async () => {
    const ends = await runPackage({ main: 'process.exit(3)' }, [greet()]);
    assert.equal(ends.result, 'failed');
    assert.match(ends.log, /##\[error\]Exit code 3 returned from process: file name '/);
    const says = await runPackage({ main: "tl.setResult(tl.TaskResult.Failed, 'no good')" }, [greet()]);
    assert.equal(says.result, 'failed');
    assert.match(says.log, /##\[error\]no good\n/);
  });

  test('may do with its commands what the package’s restrictions let it', async () => {
    const json = { restrictions: { commands: { mode: 'restricted' }, settableVariables: { allowed: ['GREET_*'] } } };
    const main = `tl.setVariable('greet_a', '1'); tl.setVariable('other', '1'); tl.prependPath('/x');
      console.log('##vso[artifact.upload artifactname=a]/x'); console.log('##vso[task.logissue type=warning]kept');`;
    const { log, result } = await runPackage({ json, main }, [greet(), bash('echo "[$(greet_a)] [$(other)] [$PATH]"')]);
    assert.equal(result, 'succeeded', log);
    assert.match(log, /\[1\] \[\$\(other\)\] \[(?!\/x:)/);
    assert.match(log, /##\[warning\]Setting variable 'other' has been disabled by the task or build definition\./);
    assert.match(log, /##\[warning\]Setting variable 'PATH' has been disabled/);
    assert.match(
      log,
      /##\[warning\]##vso\[artifact\.upload\] is not allowed in this step due to policy restrictions\./,
    );
    assert.match(log, /##\[warning\]kept/);
  });
});

describe('the stages of a package', () => {
  test('run before all steps, as the step, and after all steps, and share task variables', async () => {
    const content = {
      pre: "console.log('pre'); tl.setTaskVariable('seen', 'by all', true);",
      main: "console.log('main ' + (tl.getTaskVariable('seen') === 'by all'));",
      post: "console.log('post ' + (tl.getTaskVariable('seen') === 'by all'));",
    };
    const { log, result, server } = await runPackage(content, [
      bash('echo first; exit 1'),
      greet({}, { condition: 'always()' }),
    ]);
    assert.equal(result, 'failed');
    const order = log.match(/\b(pre|first|main true|post true)$/gm);
    assert.deepEqual(order, ['pre', 'first', 'main true', 'post true'], log);
    assert.deepEqual(
      server.results().filter(line => line.includes('Greet')),
      ['Pre-job: Greet: succeeded', 'Greet: succeeded', 'Post-job: Greet: succeeded'],
    );
  });

  test('need not include one for the step itself', async () => {
    const { server, result } = await runPackage({ pre: '' }, [greet()]);
    assert.equal(result, 'succeeded');
    assert.deepEqual(
      server.results().filter(line => line.includes('Greet')),
      ['Pre-job: Greet: succeeded'],
    );
  });

  const impossible: readonly (readonly [what: string, execution: object, message: RegExp])[] = [
    [
      'Windows alone',
      { Process: { target: 'a.exe' } },
      /The current operating system is not capable of running this task\./,
    ],
    [
      'PowerShell, where there is none',
      { PowerShell3: { target: 'a.ps1' } },
      /The task 'Greet' needs PowerShell, and 'pwsh' is not on the agent's path/,
    ],
    ['a file that is not there', { Node: { target: 'gone.js' } }, /The task 'Greet' has no file 'gone\.js'\./],
  ];
  for (const [what, execution, message] of impossible) {
    test(`that are for ${what} fail the step with a reason`, async () => {
      const step = greet({}, { environment: { PATH: '/nowhere' } });
      const { log, result } = await runPackage({ json: { execution } }, [step]);
      assert.equal(result, 'failed');
      assert.match(log, message);
    });
  }
});

describe('a package of the server', () => {
  test('is downloaded once, and kept for later jobs', async () => {
    using folder = new TemporaryFolder();
    const server = new TaskServer(await zipped(makePackage(join(folder.path, 'a'), { main: "console.log('hello')" })));
    const options = { server, tasksFolder: join(folder.path, 'tasks') };
    const { result } = await runTestJob(jobRequest([greet(), greet()]), options);
    assert.equal(result, 'succeeded', jobLog(server));
    assert.match(jobLog(server), /Downloading task: Greet \(1\.0\.0\)\n/);
    assert.ok(existsSync(join(folder.path, 'tasks', `Greet_${id}`, '1.0.0.completed')));
    await runTestJob(jobRequest([greet()]), options);
    assert.equal(server.downloads, 1);
  });

  test('is asked for again when other bytes came, and fails the job in the end', async () => {
    using folder = new TemporaryFolder();
    const server = new TaskServer(await zipped(makePackage(join(folder.path, 'a'), { main: '' })), 'f'.repeat(64));
    const { result } = await runTestJob(jobRequest([greet()]), { server });
    assert.equal(result, 'failed');
    assert.equal(server.downloads, 3);
    assert.match(
      jobLog(server),
      /##\[error\]Failed to download task 'Greet'\. Error The bytes that came are not those of the package\./,
    );
  });

  test('that it does not have fails the step alone', async () => {
    const server = new TaskServer(undefined);
    const { result } = await runTestJob(jobRequest([greet(), bash('echo still', { condition: 'always()' })]), {
      server,
    });
    assert.equal(result, 'failed');
    assert.match(jobLog(server), /##\[error\]This agent does not have the task 'Greet@1\.0\.0'\./);
    assert.match(jobLog(server), /still/);
  });
});

/** The log of the whole job. */
function jobLog(server: FakeServer): string {
  return server.log(server.records.get('job-record'));
}

/** A server with one package. */
class TaskServer extends FakeServer {
  downloads = 0;
  readonly #zip: Buffer | undefined;
  readonly #sha256: string;

  constructor(zip: Buffer | undefined, sha256?: string) {
    super();
    this.#zip = zip;
    this.#sha256 =
      sha256 ??
      createHash('sha256')
        .update(zip ?? '')
        .digest('hex');
  }

  async downloadTask(): Promise<TaskDownload> {
    this.downloads += 1;
    if (this.#zip === undefined) throw new AgentServerError(404, 'There is no such task.');
    return { bytes: inPieces(this.#zip), sha256: this.#sha256 };
  }
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

async function zipped(folder: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await packFolder(folder)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
