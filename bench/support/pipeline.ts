import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A step of a template, with what makes templates slow: a condition on parameters, expressions in texts, a block of several lines. */
const step = (template: number, n: number): string => `\
- \${{ if and(eq(parameters.enabled, true), ne(parameters.configuration, 'Debug${n}')) }}:
  - bash: |
      echo "template ${template} step ${n} \${{ parameters.configuration }}"
      dotnet build --configuration $(configuration) -p:Version=$(Build.BuildNumber)
    displayName: 'Step ${n} of \${{ parameters.extra.name }}'
    condition: and(succeeded(), ne(variables['skip${n}'], 'true'))
    env:
      TOKEN: $(token)
      NAME: \${{ parameters.extra.name }}
    timeoutInMinutes: ${10 + n}
`;

const template = (n: number): string => `\
# template ${n}
parameters:
- name: configuration
  type: string
  default: Release
- name: enabled
  type: boolean
  default: true
- name: extra
  type: object
  default: { name: x${n}, tags: [a, b] }

steps:
${Array.from({ length: 9 }, (_, i) => step(n, i)).join('')}`;

const reference = (n: number): string => `\
    - template: templates/t${n}.yml
      parameters: { configuration: $(configuration), enabled: true }
`;

const job = (n: number, templates: number): string => `\
  - job: j${n}
    steps:
${Array.from({ length: Math.ceil((templates - n) / 100) }, (_, i) => reference(n + 100 * i)).join('')}`;

/** The texts of a pipeline of ten stages, a hundred jobs and as many step templates as asked for (at least 100), by path from its root. */
export function largePipeline(templates: number): ReadonlyMap<string, string> {
  const head = 'trigger: none\npool: { vmImage: ubuntu-latest }\nvariables:\n  configuration: Release\nstages:\n';
  const stage = (n: number): string =>
    `- stage: s${n}\n  jobs:\n${Array.from({ length: 10 }, (_, i) => job(10 * n + i, templates)).join('')}`;
  const root = head + Array.from({ length: 10 }, (_, n) => stage(n)).join('');
  const files = Array.from({ length: templates }, (_, n) => [`/templates/t${n}.yml`, template(n)] as const);
  return new Map([['/azure-pipelines.yml', root], ...files]);
}

/** Writes texts by path below a folder. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(join(folder, 'templates'), { recursive: true });
  for (const [path, text] of files) writeFileSync(join(folder, path), text);
}
