import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './millrace-process.ts';
import { PushWorld } from './push-world.ts';
import { logsOf, runPipeline } from './sample-project.ts';

/** Restores what any run saved that it may read, says whose it was, and saves its own. */
const yaml = `trigger: none
pr: none
steps:
- checkout: none
- task: Cache@2
  inputs:
    key: shared | $(Build.BuildId)
    restoreKeys: shared
    path: $(Pipeline.Workspace)/kept
- bash: |
    echo "found=$(cat kept/who 2>/dev/null)"
    mkdir -p kept && echo '$(Build.SourceBranch)' > kept/who
  workingDirectory: $(Pipeline.Workspace)
`;

test('a pull request reads caches of its own, its source, its target and the default branch, and writes its own alone', async () => {
  await using world = await PushWorld.open({ 'azure-pipelines.yml': yaml }, []);
  const { server } = world;
  await world.push('releases/1', 'r', 'Release');
  world.git('checkout', '--quiet', 'main');
  await world.push('fresh', 'f', 'Fresh');
  world.git('checkout', '--quiet', 'main');
  await world.push('topic', 't', 'Topic');
  const pulls = 'Fiber/_apis/git/repositories/cable/pullrequests';
  const body = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/releases/1', title: 'T' };
  await server.ask('POST', pulls, body, 201);
  await eventually(
    () => server.json<{ mergeStatus: string }>('GET', `${pulls}/1`),
    ({ mergeStatus }) => mergeStatus === 'succeeded',
  );
  const found = async (refName: string): Promise<string | undefined> => {
    const id = await runPipeline(server, 1, {}, 'succeeded', { repositories: { self: { refName } } });
    return /^found=(.*)$/m.exec(await logsOf(server, 1, id))?.[1];
  };
  const [merge, main, release, topic] = [
    'refs/pull/1/merge',
    'refs/heads/main',
    'refs/heads/releases/1',
    'refs/heads/topic',
  ];
  assert.equal(await found(main), '');
  assert.equal(await found(merge), main);
  assert.equal(await found(release), main);
  // Each has entries of its own now; those of the pull request are seen by nobody else.
  assert.equal(await found(topic), main);
  assert.equal(await found(merge), merge);
  assert.equal(await found(main), main);
  await server.json('PATCH', `${pulls}/1`, { status: 'abandoned' });
  await server.ask('POST', pulls, { ...body, targetRefName: 'refs/heads/main' }, 201);
  await server.ask('POST', pulls, { ...body, sourceRefName: 'refs/heads/fresh' }, 201);
  await eventually(
    () => server.json<{ value: { mergeStatus: string }[] }>('GET', pulls),
    ({ value }) => value.every(({ mergeStatus }) => mergeStatus === 'succeeded'),
  );
  assert.equal(await found('refs/pull/2/merge'), topic);
  assert.equal(await found('refs/pull/3/merge'), release);
});
