/**
 * How long a command of the bundle takes against a Node that does nothing: `--version`, `--help`, and a preview of 50 lines.
 * `node bench/startup.ts [--rounds 21]`, after `npm run build`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareProcesses, millrace, node } from './support/processes.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '21' } } });

const yaml = `trigger: none
parameters:
- name: configuration
  type: string
  default: Release
- name: tests
  type: object
  default: [unit, e2e, slow]
variables:
  version: 1.0
pool:
  vmImage: ubuntu-latest
stages:
- stage: Build
  jobs:
  - job: Make
    steps:
    - checkout: self
    - bash: echo make \${{ parameters.configuration }}
      displayName: Make it
    - \${{ if eq(parameters.configuration, 'Release') }}:
      - bash: echo sign
        displayName: Sign it
        env:
          TOKEN: $(token)
    - script: |
        echo one
        echo two
      displayName: Two lines
- stage: Test
  dependsOn: Build
  jobs:
  - \${{ each test in parameters.tests }}:
    - job: test_\${{ test }}
      timeoutInMinutes: 10
      steps:
      - bash: echo testing \${{ test }} $(version)
        displayName: Test \${{ test }}
        condition: and(succeeded(), ne(variables['skip'], 'true'))
      - bash: echo done
        env:
          A: 1
          B: 2
- stage: Publish
  condition: and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))
  jobs:
  - job: publish
    steps:
    - bash: echo publish
`;

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
try {
  const file = join(folder, 'azure-pipelines.yml');
  writeFileSync(file, yaml);
  const commands = [
    { name: 'node -e 0', line: `exec ${node} -e 0` },
    { name: '--version', line: `exec ${millrace()} --version` },
    { name: '--help', line: `exec ${millrace()} --help` },
    { name: 'preview', line: `exec ${millrace()} preview ${file}` },
  ];
  compareProcesses('startup', commands, Number(values.rounds));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
