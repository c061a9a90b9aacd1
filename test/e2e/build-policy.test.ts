import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { PolicyEvaluation } from '../../src/wire/policies.ts';
import type { GitPullRequest } from '../../src/wire/pull-requests.ts';
import { eventually } from './millrace-process.ts';
import { PushWorld } from './push-world.ts';

/** The sample of the manual that asks how a pull request stands. */
const manual = readFileSync(new URL('../../docs/manual/pull-requests.md', import.meta.url), 'utf8');
const [, sample = ''] = /```bash\n(project=[^`]*)```/.exec(manual) ?? [];

const file = `trigger: none
pr: none
steps:
- checkout: none
- bash: echo validated
`;

test('a build policy has a server validate a pull request, which is completed only then', async () => {
  await using world = await PushWorld.open({ 'azure-pipelines.yml': file }, []);
  const { server } = world;
  const scope = [{ repositoryId: await world.repositoryId(), refName: 'refs/heads/main', matchKind: 'exact' }];
  const type = { id: '0609b952-1397-4640-95ec-e00a01b2c241' };
  const settings = { buildDefinitionId: 1, displayName: 'Validation', scope };
  const policy = { isEnabled: true, isBlocking: true, type, settings };
  await server.ask('POST', 'Fiber/_apis/policy/configurations', policy, 200);
  await world.push('topic', 'a.txt', 'Topic');
  const pulls = 'Fiber/_apis/git/repositories/cable/pullrequests';
  const wanted = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 'T' };
  const made = (await (await server.ask('POST', pulls, wanted, 201)).json()) as {
    repository: { project: { id: string } };
  };
  await server.ask('PATCH', `${pulls}/1`, { status: 'completed' }, 409);
  const artifact = `vstfs:///CodeReview/CodeReviewId/${made.repository.project.id}/1`;
  await eventually(
    () => server.json<{ value: PolicyEvaluation[] }>('GET', `Fiber/_apis/policy/evaluations?artifactId=${artifact}`),
    ({ value: [one] }) => one?.status === 'approved',
  );
  const env = { ...process.env, MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
  const { value } = JSON.parse(execFileSync('bash', ['-c', sample], { env }).toString()) as {
    value: PolicyEvaluation[];
  };
  const [build] = await world.builds();
  assert.deepEqual([build?.reason, build?.sourceBranch], ['pullRequest', 'refs/pull/1/merge']);
  assert.equal(value[0]?.context?.buildId, build?.id);
  await server.ask('PATCH', `${pulls}/1`, { status: 'completed' }, 200);

  await world.push('next', 'b.txt', 'Next');
  const next = { ...wanted, sourceRefName: 'refs/heads/next' };
  const { createdBy } = (await (await server.ask('POST', pulls, next, 201)).json()) as { createdBy: { id: string } };
  await server.ask('PATCH', `${pulls}/2`, { autoCompleteSetBy: { id: createdBy.id } }, 200);
  const completed = await eventually(
    () => server.json<GitPullRequest>('GET', `${pulls}/2`),
    ({ status }) => status === 'completed',
  );
  assert.equal(completed.closedBy?.id, createdBy.id);
  assert.equal((await world.builds()).length, 2, 'it was validated before');
});
