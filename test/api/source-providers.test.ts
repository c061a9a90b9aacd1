import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { type GitFolder, withGit } from './support/git-world.ts';
import type { World } from './support/world.ts';

const providers = '/oracle/_apis/sourceProviders';

type List<Item> = { readonly count: number; readonly value: readonly Item[] };

async function withFiles(use: (world: World, folder: GitFolder) => Promise<void>): Promise<void> {
  await withGit(async (world, folder) => {
    await folder.commit('first', { 'ci/azure-pipelines.yml': 'steps: []\n', 'größe.txt': 'groß\n' });
    folder.git('branch', 'releases/1');
    await use(world, folder);
  });
}

test('the registered repositories are a source provider', () =>
  withFiles(async world => {
    const { value } = (await world.call('GET', providers)).json<
      List<{ name: string; supportedTriggers: { type: string }[] }>
    >();
    assert.deepEqual(
      value.map(({ name, supportedTriggers }) => [name, supportedTriggers.map(({ type }) => type)]),
      [['TfsGit', ['continuousIntegration', 'pullRequest', 'schedule', 'buildCompletion']]],
    );
    const read = async (query: string) =>
      (await world.call('GET', `${providers}/tfsgit/repositories?${query}`)).json<{
        repositories: { name: string }[];
      }>();
    assert.deepEqual(await read('resultSet=all'), {
      repositories: [
        {
          id: world.repository.id,
          name: 'probe',
          fullName: 'probe',
          sourceProviderName: 'TfsGit',
          url: world.repository.url,
          defaultBranch: 'refs/heads/main',
          properties: {},
        },
      ],
      pageLength: 1,
      totalPageCount: 1,
    });
    assert.equal((await read('repository=PROBE')).repositories.length, 1);
    assert.equal((await read('repository=other')).repositories.length, 0);
  }));

test('branches, folders and files are read', () =>
  withFiles(async (world, folder) => {
    const tfsgit = `${providers}/TfsGit`;
    const branches = async (query: string) =>
      (await world.call('GET', `${tfsgit}/branches?repository=probe${query}`)).json<List<string>>().value;
    assert.deepEqual(await branches(''), ['refs/heads/main', 'refs/heads/releases/1']);
    assert.deepEqual(await branches('&branchName=releases/1'), ['refs/heads/releases/1']);
    const head = folder.git('rev-parse', 'HEAD');
    for (const at of ['', 'main', 'refs/heads/releases/1', head]) {
      const path = encodeURIComponent('/größe.txt');
      const file = await world.call('GET', `${tfsgit}/filecontents?repository=probe&commitOrBranch=${at}&path=${path}`);
      assert.equal(file.body, 'groß\n', at);
      assert.match(String(file.headers['content-type']), /^text\/plain/);
    }
    const { value } = (await world.call('GET', `${tfsgit}/pathcontents?repository=probe&path=/`)).json<
      List<{ path: string; type: string; isContainer: boolean }>
    >();
    assert.deepEqual(
      value.map(({ path, type, isContainer }) => [path, type, isContainer]),
      [
        ['/ci', 'folder', true],
        ['/größe.txt', 'file', false],
      ],
    );
    const webhooks = `${tfsgit}/webhooks?repository=probe&api-version=7.1`;
    assert.deepEqual((await world.call('GET', webhooks)).json(), { count: 0, value: [] });
    const restored = await world.call('POST', webhooks, { body: ['continuousIntegration', 64] });
    assert.equal(restored.statusCode, 204);
  }));

test('what is not there is refused', () =>
  withFiles(async world => {
    const cases: readonly [string, number, string][] = [
      ['GitHub/repositories', 404, 'SourceProviderNotFoundException'],
      ['GitHub/branches?repository=a/b', 404, 'SourceProviderNotFoundException'],
      ['tfsgit/branches', 400, 'ArgumentNullException'],
      ['tfsgit/branches?repository=none', 404, 'GitRepositoryNotFoundException'],
      ['tfsgit/filecontents?repository=probe&path=/none', 404, 'GitItemNotFoundException'],
      ['tfsgit/filecontents?repository=probe&path=/ci', 404, 'GitItemNotFoundException'],
      ['tfsgit/pathcontents?repository=probe&commitOrBranch=none', 404, 'GitUnresolvableToCommitException'],
      ['tfsgit/pullrequests/99', 404, 'GitPullRequestNotFoundException'],
    ];
    for (const [path, status, typeKey] of cases) {
      const answer = await world.call('GET', `${providers}/${path}`);
      assert.deepEqual([answer.statusCode, answer.json<ErrorEnvelope>().typeKey], [status, typeKey], path);
    }
  }));

test('a pull request is read as builds tell of it', () =>
  withFiles(async (world, folder) => {
    folder.git('checkout', '-q', '-b', 'change');
    await folder.commit('second', { 'a.txt': 'a\n' });
    const body = { sourceRefName: 'refs/heads/change', targetRefName: 'refs/heads/main', title: 'Change' };
    const made = await world.call('POST', '/oracle/_apis/git/repositories/probe/pullrequests?api-version=7.1', {
      body,
    });
    const { pullRequestId } = made.json<{ pullRequestId: number }>();
    const found = (await world.call('GET', `${providers}/TfsGit/pullrequests/${pullRequestId}`)).json<
      Record<string, unknown>
    >();
    const { id, title, currentState, sourceBranchRef, targetBranchRef } = found;
    assert.deepEqual(
      { id, title, currentState, sourceBranchRef, targetBranchRef },
      {
        id: String(pullRequestId),
        title: 'Change',
        currentState: 'active',
        sourceBranchRef: 'refs/heads/change',
        targetBranchRef: 'refs/heads/main',
      },
    );
  }));
