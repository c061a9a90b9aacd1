import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isGuid } from '../../src/base/id.ts';
import { builtInTasks } from '../../src/plan/tasks/built-in-tasks.ts';
import { TaskCatalogue } from '../../src/plan/tasks/catalogue.ts';

const catalogue = new TaskCatalogue([]);

function find(reference: string): string | undefined {
  const found = catalogue.find(reference);
  return found && `${found.task.name}@${found.version.major}`;
}

describe('the task catalogue', () => {
  const cases: readonly (readonly [reference: string, found: string | undefined])[] = [
    ['CmdLine@2', 'CmdLine@2'],
    ['cmdline@1', 'CmdLine@1'],
    ['cmdline@3', undefined],
    ['Bash@3', 'Bash@3'],
    ['Bash@3.1.2', 'Bash@3'],
    ['Bash', 'Bash@3'],
    ['6C731C3C-3C68-459A-A5C9-BDE6E6595B5B@3', 'Bash@3'],
    ['6d15af64-176c-496d-b583-fd2ae21d4df4@1', 'Checkout@1'],
    ['Checkout@1', undefined],
    ['DownloadPipelineArtifact@2', 'DownloadPipelineArtifact@2'],
    ['ms.vss-example.contribution.CopyFiles@2', 'CopyFiles@2'],
    ['@', undefined],
    ['', undefined],
    ['constructor@1', undefined],
  ];
  for (const [reference, found] of cases)
    test(`'${reference}' is ${found ?? 'unknown'}`, () => assert.equal(find(reference), found));

  test('finds every built-in task that its data lists', () => {
    for (const line of builtInTasks.trim().split('\n')) {
      const [name = '', id = '', , versions = ''] = line.split('|');
      assert.ok(id === '' || isGuid(id), line);
      for (const version of versions.split(';')) {
        const major = version.split(':')[0];
        assert.equal(find(`${name}@${major}`), `${name}@${major}`);
      }
    }
  });
});
