import { execFileSync } from 'node:child_process';
import { describe } from 'node:test';
import { type TaskCase, testCases } from './cases.ts';

function noEngine(): string | undefined {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no container engine answers on this machine';
  }
}

const skip = noEngine();
const image = `millrace-test-${process.pid}`;

/** An image of nothing but a file: no registry is asked. */
const files = {
  'repo/image/Dockerfile':
    'FROM scratch\nARG greeting=none\nCOPY hello.txt /\nLABEL greeting=$greeting\nCMD ["/hello"]\n',
  'repo/image/hello.txt': 'hello',
};

const cases: readonly TaskCase[] = [
  {
    what: 'Docker builds an image under its tags, labels it with its run, and any command of the engine runs',
    skip,
    files,
    steps: `
- task: Docker@2
  name: build
  inputs:
    command: build
    repository: ${image}
    tags: |
      one
      two
    arguments: --build-arg "greeting=good day"
- task: Docker@2
  inputs:
    command: image inspect
    arguments: --format '{{index .Config.Labels "greeting"}}, run {{index .Config.Labels "com.azure.dev.image.build.buildnumber"}}' ${image}:two
- bash: grep -c . $(build.DockerOutput)
- task: Docker@2
  condition: always()
  inputs: { command: rmi, arguments: '${image}:one ${image}:two' }`,
    prints: [/^good day, run \d{8}\.1$/m, /^[1-9]\d*$/m],
  },
  {
    what: 'Docker starts and stops a container, and fails with the code of the engine',
    skip,
    files,
    steps: `
- bash: docker build -q -t ${image}:run image && docker create --name ${image} ${image}:run
- task: Docker@2
  continueOnError: true
  inputs: { command: start, container: ${image} }
- task: Docker@2
  inputs: { command: stop, container: ${image} }
- bash: docker rm -f ${image}; docker rmi -f ${image}:run
  condition: always()
- task: Docker@2
  inputs: { command: stop, container: nobody-knows-it }`,
    code: 1,
    prints: [
      /\[command\].*docker start /,
      /\[command\].*docker stop /,
      /##\[error\]The process '.*docker' failed with exit code 1/,
    ],
  },
  {
    what: 'Docker fails where no Dockerfile is, and where a registry is missing',
    skip,
    steps: `
- task: Docker@2
  inputs: { command: build, repository: x }
- task: Docker@2
  condition: always()
  inputs: { command: login }`,
    code: 1,
    prints: [
      /##\[error\]No Dockerfile matching .*\*\*\/Dockerfile was found\./,
      /##\[error\]Input required: containerRegistry/,
    ],
  },
  {
    what: 'Docker says so where there is no engine',
    env: { PATH: '/nowhere' },
    steps: '- checkout: none\n- task: Docker@2\n  inputs: { command: build, repository: x }',
    code: 1,
    prints: [/##\[error\]There is no container engine where the step runs/],
  },
];

describe('Docker@2', () => testCases(cases));
