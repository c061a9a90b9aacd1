import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FakeServer } from './fake-server.ts';
import { bash, jobRequest, runTestJob } from './job.ts';

const variables = { 'Build.BuildId': { value: '42' }, key: { value: 's3cr3t', isSecret: true } };

async function run(script: string, server = new FakeServer()) {
  const steps = [bash(script, { displayName: 'first' }), bash('echo "$BUILD_BUILDNUMBER"', { displayName: 'second' })];
  const { result } = await runTestJob(jobRequest(steps, { variables }), { server });
  return { server, result, log: server.log(server.record('first')) };
}

describe('commands that change the run', () => {
  test('build.updatebuildnumber renames it, and later steps see the number', async () => {
    const { server, log } = await run('echo "##vso[build.updatebuildnumber] 1.2.3 "; echo after');
    assert.deepEqual(server.buildNumbers, ['42: 1.2.3']);
    assert.equal(server.outputOf(server.record('second')), '1.2.3\n');
    assert.match(
      log,
      /after\n##\[section\]Async Command Start: Update Build Number\nUpdate build number to 1\.2\.3 for build 42\n##\[section\]Async Command End: Update Build Number\n##\[section\]Finishing/,
    );
  });

  test('build.addbuildtag adds a tag', async () => {
    const { server, log } = await run('echo "##vso[build.addbuildtag]nightly build"');
    assert.deepEqual(server.tags, ['42: nightly build']);
    assert.match(log, /Build '42' has following tags now: nightly build\n/);
  });

  test('one that the server refuses fails the step', async () => {
    const server = new FakeServer();
    server.before = call => {
      if (call === 'updateBuildNumber') throw new Error("'a/b' is no build number.");
    };
    const { result, log } = await run('echo "##vso[build.updatebuildnumber]a/b"', server);
    assert.equal(result, 'failed');
    assert.match(log, /##\[error\]'a\/b' is no build number\.\n##\[section\]Async Command End/);
  });

  for (const command of ['build.updatebuildnumber', 'build.addbuildtag']) {
    test(`${command} needs something to say`, async () => {
      assert.equal((await run(`echo "##vso[${command}]  "`)).result, 'failed');
    });
  }
});

describe('commands that attach files', () => {
  const cases: readonly [command: string, type: string, name: string, text: string][] = [
    ['task.addattachment type=my.type;name=report.bin', 'my.type', 'report.bin', 'key: s3cr3t\n'],
    ['task.uploadsummary', 'DistributedTask.Core.Summary', 'notes.md', 'key: ***\n'],
    ['build.uploadsummary', 'DistributedTask.Core.Summary', 'notes.md', 'key: ***\n'],
    ['task.uploadfile', 'DistributedTask.Core.FileAttachment', 'notes.md', 'key: s3cr3t\n'],
    ['build.uploadlog', 'DistributedTask.Core.Log', 'CustomToolLog', 'key: ***\n'],
  ];
  for (const [command, type, name, text] of cases) {
    test(`${command.split(' ')[0]} sends it as '${type}', as it was when the command was printed`, async () => {
      const { server, result } = await run(
        `echo "key: $(key)" >notes.md; echo "##vso[${command}]$PWD/notes.md"; sleep 0.2; rm notes.md`,
      );
      assert.equal(result, 'succeeded');
      assert.deepEqual(server.attachments, [{ recordId: server.record('first').id, type, name, text }]);
    });
  }

  test('a file that is not there fails the step', async () => {
    const { result, log, server } = await run('echo "##vso[task.uploadfile]/no/such/file"');
    assert.equal(result, 'failed');
    assert.match(log, /##\[error\]Cannot upload task attachment file, attachment file location is not specified/);
    assert.deepEqual(server.attachments, []);
  });

  test('a file that is named from the folder of the agent fails the step, though it may be there', async () => {
    const { result, server } = await run('echo "##vso[task.uploadfile]package.json"');
    assert.equal(result, 'failed');
    assert.deepEqual(server.attachments, []);
  });

  test('a type that would be a path of its own fails the step', async () => {
    assert.equal((await run('echo "##vso[task.addattachment type=../x;name=b]/etc/hostname"')).result, 'failed');
  });

  test('one that cannot be sent is a warning of the job', async () => {
    const server = new FakeServer();
    server.before = call => {
      if (call === 'uploadAttachment') throw new Error('the disk is full');
    };
    const { result } = await run('echo x >f; echo "##vso[task.uploadfile]$PWD/f"', server);
    assert.equal(result, 'succeeded');
    assert.equal(
      server.records.get('job-record')?.issues?.[0]?.message,
      "The attachment 'f' could not be uploaded: the disk is full",
    );
  });
});
