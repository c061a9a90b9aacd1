import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type TaskCase, testCases } from './cases.ts';
import { assertRun, Workshop } from './pipeline.ts';

const [major = ''] = process.versions.node.split('.');
const ownPath = `${join(process.execPath, '..')}:${process.env.PATH}`;

const printNode = '- bash: echo "node says $(node --version)"';

/** A tool as an earlier job has left it in the tools folder. */
const keepTool = (name: string, version: string, program: string): string => `
- bash: |
    folder=$(Agent.ToolsDirectory)/${name}/${version}/${arch()}
    mkdir -p $folder/bin
    printf '#!/bin/sh\\necho ${program} ${version}\\n' > $folder/bin/${program}
    chmod +x $folder/bin/${program}
    touch $folder.complete`;

const cases: readonly TaskCase[] = [
  {
    what: 'UseNode takes the Node of the machine where it fits',
    env: { PATH: ownPath },
    steps: `- task: UseNode@1\n  inputs: { version: '${major}.x' }\n${printNode}`,
    prints: [new RegExp(`Using Node ${major}\\.`), new RegExp(`node says v${process.versions.node}`)],
  },
  {
    what: 'UseNode takes one of the tools folder otherwise, the newest that fits',
    steps: `${keepTool('node', '9.8.0', 'node')}${keepTool('node', '9.10.0', 'node')}\n- task: UseNode@1\n  inputs: { version: 9.x }\n${printNode}`,
    prints: [/Using Node 9\.10\.0 of /, /node says node 9\.10\.0/],
  },
  {
    what: 'NodeTool reads the version from a file, and may change nothing but the path',
    files: { 'repo/.nvmrc': 'v9.8.0\n' },
    steps: `${keepTool('node', '9.8.0', 'node')}\n- task: NodeTool@0\n  inputs: { versionSource: fromFile, versionFilePath: .nvmrc }\n${printNode}`,
    prints: [/Using Node 9\.8\.0 of /, /node says node 9\.8\.0/],
  },
  {
    what: 'UsePythonVersion takes the Python of the machine where it fits, and says where it is',
    skip: pythonVersion() === '' ? 'this machine has no python3' : undefined,
    steps: `
- task: UsePythonVersion@0
  name: py
  inputs: { versionSpec: '>=3', architecture: ${arch()} }
- bash: echo "python says $(python3 -c 'import platform; print(platform.python_version())') of $(py.pythonLocation)"`,
    prints: [new RegExp(`Using Python ${pythonVersion()} of /`), new RegExp(`python says ${pythonVersion()} of /`)],
  },
  {
    what: 'UsePythonVersion gives a Python all of its names, where the machine has it as python3 alone',
    files: {
      'repo/bin/python3':
        '#!/bin/sh\n[ "$1" = -c ] && printf "%s\\n" 3.77.0 "$(dirname "$0")/python3" || echo "Python 3.77.0 was given $*"\n',
    },
    steps: `
- bash: echo "##vso[task.prependpath]$(Build.SourcesDirectory)/bin"
- task: UsePythonVersion@0
  inputs: { versionSpec: '3.77', architecture: ${arch()} }
- bash: python 'a  b' && python3 c && pip install d && pip3 list`,
    prints: [
      /Using Python 3\.77\.0 of \//,
      /^Python 3\.77\.0 was given a {2}b$/m,
      /^Python 3\.77\.0 was given c$/m,
      /^Python 3\.77\.0 was given -m pip install d$/m,
      /^Python 3\.77\.0 was given -m pip list$/m,
    ],
  },
  {
    what: 'UseNode says what it looked for where, when it has neither the version nor a network',
    env: { PATH: ownPath },
    steps:
      "- task: UseNode@1\n  inputs: { version: 1.x, nodejsMirror: 'http://127.0.0.1:1', retryCountOnDownloadFails: 0 }",
    code: 1,
    prints: [
      new RegExp(
        `##\\[error\\]http://127\\.0\\.0\\.1:1/index\\.json could not be read: .+ Neither the Node on the path \\(${process.versions.node}\\) nor one in /.+ fits\\.`,
      ),
    ],
  },
  {
    what: 'UsePythonVersion takes one of the tools folder otherwise',
    steps: `${keepTool('Python', '2.1.5', 'python')}\n- task: UsePythonVersion@0\n  inputs: { versionSpec: 2.1, architecture: ${arch()} }\n- bash: python`,
    prints: [/Using Python 2\.1\.5 of /, /^python 2\.1\.5$/m],
  },
  {
    what: 'UsePythonVersion leaves the path alone if asked, and lists what there is where nothing fits',
    steps: `${keepTool('Python', '2.1.5', 'python-kept')}
- task: UsePythonVersion@0
  inputs: { versionSpec: 2.1, addToPath: false, architecture: ${arch()} }
- bash: command -v python-kept || echo not on the path
- task: UsePythonVersion@0
  inputs: { versionSpec: 1.9, architecture: ${arch()} }`,
    code: 1,
    prints: [
      /^not on the path$/m,
      new RegExp(`Version spec 1\\.9 for architecture ${arch()} did not match any version`),
      new RegExp(`2\\.1\\.5 \\(${arch()}\\)`),
    ],
  },
];

testCases(cases);

function pythonVersion(): string {
  try {
    return execFileSync('python3', ['-c', 'import platform; print(platform.python_version())'], {
      encoding: 'utf8',
    }).trim();
  } catch {
    return '';
  }
}

/** A mirror of one Node release, whose program says its version. */
async function mirrorOf(folder: string, version: string, digest?: string) {
  const name = `node-v${version}-${platform()}-${arch()}`;
  mkdirSync(join(folder, name, 'bin'), { recursive: true });
  writeFileSync(join(folder, name, 'bin', 'node'), `#!/bin/sh\necho mirrored ${version}\n`, { mode: 0o755 });
  execFileSync('tar', ['-czf', join(folder, 'a.tar.gz'), '-C', folder, name]);
  const archive = readFileSync(join(folder, 'a.tar.gz'));
  const sum = digest ?? createHash('sha256').update(archive).digest('hex');
  const system = platform() === 'darwin' ? 'osx' : platform();
  const answers: Readonly<Record<string, string | Buffer>> = {
    '/index.json': JSON.stringify([{ version: `v${version}`, files: [`${system}-${arch()}`] }]),
    [`/v${version}/SHASUMS256.txt`]: `${sum}  ${name}.tar.gz\n`,
    [`/v${version}/${name}.tar.gz`]: archive,
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>(resolve => server.close(() => resolve())),
  };
}

test('UseNode downloads a version that nobody has, and keeps it in the tools folder', async () => {
  await using workshop = await Workshop.open();
  await using mirror = await mirrorOf(join(workshop.path, 'mirror'), '8.1.2');
  const use = `- task: UseNode@1\n  inputs: { version: 8.1.x, nodejsMirror: '${mirror.url}' }\n`;
  const run = await workshop.run(`steps:\n${use}${use}${printNode}\n- bash: ls $(Agent.ToolsDirectory)/node/8.1.2`);
  assertRun(run, 0, /node says mirrored 8\.1\.2/, new RegExp(`^${arch()}\\.complete$`, 'm'));
  assert.equal(run.text.match(/Downloading: /g)?.length, 1, run.text);
});

test('UseNode refuses a download whose digest is another one', async () => {
  await using workshop = await Workshop.open();
  await using mirror = await mirrorOf(join(workshop.path, 'mirror'), '8.1.2', 'f'.repeat(64));
  const use = `steps:\n- task: UseNode@1\n  inputs: { version: 8.1.2, nodejsMirror: '${mirror.url}', retryCountOnDownloadFails: 0 }`;
  assertRun(await workshop.run(use), 1, /##\[error\]The digest of node-v8\.1\.2-.* is not the one in /);
});
