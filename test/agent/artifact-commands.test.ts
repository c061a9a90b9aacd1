import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Artifact } from '../../src/artifacts/artifact-store.ts';
import { bash, type JobRun, jobRequest, runTestJob } from './job.ts';

describe('logging commands of artifacts', () => {
  async function artifactsAfter(
    script: string,
  ): Promise<{ readonly run: JobRun; readonly artifacts: readonly Artifact[] }> {
    const run = await runTestJob(jobRequest([bash(script), bash('echo next', { displayName: 'next' })]));
    return { run, artifacts: await run.server.kept.artifacts.list({ organization: 'test', runId: 1 }) };
  }

  test('artifact.upload uploads a file or a folder once the task has ended', async () => {
    const { run, artifacts } = await artifactsAfter(
      [
        'echo "##vso[artifact.upload artifactname=file;containerfolder=x]$AGENT_TEMPDIRECTORY/a.txt"',
        'echo "##vso[artifact.upload artifactname=folder]$AGENT_TEMPDIRECTORY/d"',
        'mkdir "$AGENT_TEMPDIRECTORY/d" && echo 1 > "$AGENT_TEMPDIRECTORY/d/b" && echo 22 > "$AGENT_TEMPDIRECTORY/a.txt"',
      ].join('\n'),
    );
    assert.equal(run.result, 'succeeded');
    assert.deepEqual(
      artifacts.map(({ name, type, data, tree, source }) => [name, type, data, tree?.sizeBytes, source]),
      [
        ['file', 'Container', '#/1/file', 3, 'job-record'],
        ['folder', 'Container', '#/1/folder', 2, 'job-record'],
      ],
    );
    const log = run.server.log(run.server.record('Bash'));
    const start = '##[section]Async Command Start: Upload Artifact\nUploading 1 files\n';
    assert.ok(log.includes(start) && log.indexOf(start) < log.indexOf('##[section]Finishing'), log);
  });

  test('artifact.associate links what is elsewhere', async () => {
    const { artifacts } = await artifactsAfter(
      'echo "##vso[artifact.associate type=filepath;artifactname=s;user-a=b]/srv/s"',
    );
    assert.deepEqual(
      artifacts.map(({ name, type, data, properties }) => [name, type, data, properties]),
      [['s', 'filepath', '/srv/s', { 'user-a': 'b' }]],
    );
  });

  test('what is not there fails the step, and an empty folder is a warning', async () => {
    const missing = await artifactsAfter('echo "##vso[artifact.upload artifactname=a]/nowhere"');
    assert.equal(missing.run.result, 'failed');
    assert.equal(missing.run.server.record('Bash').issues?.[0]?.message, 'Path does not exist: /nowhere');
    const empty = await artifactsAfter(
      'mkdir "$AGENT_TEMPDIRECTORY/d"; echo "##vso[artifact.upload artifactname=a]$AGENT_TEMPDIRECTORY/d"',
    );
    assert.equal(empty.run.result, 'succeeded');
    assert.deepEqual(empty.artifacts, []);
    assert.match(empty.run.server.record('Bash').issues?.[0]?.message ?? '', /is empty\. Nothing will be added/);
  });

  test('files of several uploads come together under one name, the last of a path counts', async () => {
    const { run, artifacts } = await artifactsAfter(
      [
        'cd "$AGENT_TEMPDIRECTORY" && mkdir -p one two/d && echo 1 > one/a && echo x > one/b && echo 22 > two/b && echo 3 > two/d/c',
        'echo "##vso[artifact.upload artifactname=logs]$PWD/one"',
        'echo "##vso[artifact.upload artifactname=Logs]$PWD/two"',
        'chmod 755 one/a; echo "##vso[artifact.upload artifactname=logs]$PWD/one/a"',
      ].join('\n'),
    );
    assert.equal(run.result, 'succeeded');
    assert.equal(artifacts.length, 1);
    const [logs] = artifacts as [Artifact];
    const files = run.server.kept.artifacts.entries({ organization: 'test', runId: 1 }, logs);
    assert.deepEqual(
      (await Array.fromAsync(files)).map(
        each => each.kind === 'file' && [each.path, each.content.sizeBytes, each.mode],
      ),
      [
        ['a', 2, 0o755],
        ['b', 3, 0o644],
        ['d/c', 2, 0o644],
      ],
    );
    assert.deepEqual(
      [logs.name, logs.tree?.fileCount, logs.tree?.sizeBytes, logs.properties.artifactsize],
      ['logs', 3, 7, '7'],
    );
  });

  test('what is a file of an artifact can not become a folder of it', async () => {
    const { run } = await artifactsAfter(
      [
        'cd "$AGENT_TEMPDIRECTORY" && mkdir -p one two/d && echo 1 > one/d && echo 1 > one/d-x && echo 3 > two/d/c',
        'echo "##vso[artifact.upload artifactname=logs]$PWD/one"',
        'echo "##vso[artifact.upload artifactname=logs]$PWD/two"',
      ].join('\n'),
    );
    assert.equal(run.result, 'failed');
    assert.equal(run.server.record('Bash').issues?.[0]?.message, "'d' is both a file and a folder.");
  });

  test('a name that another kind of artifact has fails the step', async () => {
    const { run } = await artifactsAfter(
      'echo "##vso[artifact.associate type=filepath;artifactname=a]/srv/a"; echo "##vso[artifact.upload artifactname=a]$0"',
    );
    assert.equal(run.result, 'failed');
    assert.equal(run.server.record('Bash').issues?.[0]?.message, 'Artifact a already exists for build 1.');
  });
});
