import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { contentBatchBytes, contentChunkBytes } from '../../src/base/limits.ts';
import type { TestRun } from '../../src/testing/test-run.ts';
import { AgentServerError } from '../../src/wire/agent-protocol.ts';
import type { AgentServer, PlanScope } from '../../src/wire/agent-server.ts';
import type { NewArtifact } from '../../src/wire/artifact-server.ts';
import type { ContentTree } from '../../src/wire/content.ts';
import { manifestLine } from '../../src/wire/manifest.ts';
import type { Coverage, TestResult } from '../../src/wire/test-server.ts';

/** A server with runs of one pipeline: `plans` are those of two runs of `main`, then of one of another branch. */
export type KeepingWorld = AsyncDisposable & {
  readonly server: AgentServer;
  readonly plans: readonly [PlanScope, PlanScope, PlanScope];
  readonly runIds: readonly [number, number, number];
  /** Ends the first run well. */
  readonly finishFirst: () => Promise<void>;
  /** What was kept of a run's tests. */
  readonly testsOf: (runId: number) => Promise<readonly TestRun[]>;
  readonly coverageOf: (runId: number) => Promise<readonly Coverage[]>;
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const status =
  (wanted: number) =>
  (failure: unknown): boolean =>
    failure instanceof AgentServerError && failure.status === wanted;

/** Puts a tree of one small file there, and answers it. */
async function putTree(
  { content }: AgentServer,
  plan: PlanScope,
  { space = 'shared', path = 'a.txt', text = 'hello' } = {},
): Promise<ContentTree> {
  const file = Buffer.from(text);
  const line = Buffer.from(
    manifestLine({ kind: 'file', path, content: { sizeBytes: file.length, chunks: [sha256(file)] }, mode: 0o644 }),
  );
  await content.put(plan, space, [file, line]);
  return { manifest: { sizeBytes: line.length, chunks: [sha256(line)] }, fileCount: 1, sizeBytes: file.length };
}

function artifact(tree: ContentTree, change: Partial<NewArtifact> = {}): NewArtifact {
  return { name: 'drop', type: 'PipelineArtifact', source: 'job', properties: { 'user-a': 'b' }, tree, ...change };
}

/** What every `AgentServer` does with what runs leave behind. `open` makes an empty one. */
export function keepingConformance(name: string, open: () => Promise<KeepingWorld>): void {
  describe(`${name} keeps content`, () => contentTests(open));
  describe(`${name} keeps artifacts`, () => {
    artifactTests(open);
    artifactRefusalTests(open);
  });
  describe(`${name} keeps tests`, () => testTests(open));
  describe(`${name} keeps caches`, () => {
    cacheTests(open);
    cacheScopeTests(open);
  });
}

function contentTests(open: () => Promise<KeepingWorld>): void {
  test('chunks are missing until they are put, and come back as they were', async () => {
    await using world = await open();
    const { content } = world.server;
    const [plan] = world.plans;
    const chunks = [Buffer.from('a'), randomBytes(contentChunkBytes), randomBytes(1000)];
    const hashes = chunks.map(sha256);
    assert.deepEqual(await content.missing(plan, 'shared', hashes), hashes);
    assert.deepEqual(await content.put(plan, 'shared', chunks.slice(1)), hashes.slice(1));
    assert.deepEqual(await content.missing(plan, 'shared', hashes), hashes.slice(0, 1));
    await content.put(plan, 'shared', chunks);
    const back = await content.get(plan, 'shared', hashes.toReversed());
    assert.deepEqual(
      back.map(chunk => Buffer.from(chunk)),
      chunks.toReversed(),
    );
    assert.deepEqual(await content.get(plan, 'shared', []), []);
  });

  test('a whole batch fits into one call', async () => {
    await using world = await open();
    const { content } = world.server;
    const [plan] = world.plans;
    const chunks = Array.from({ length: contentBatchBytes / contentChunkBytes }, () => randomBytes(contentChunkBytes));
    const hashes = await content.put(plan, 'shared', chunks);
    assert.equal((await content.get(plan, 'shared', hashes)).length, chunks.length);
    const one = randomBytes(1);
    await content.put(plan, 'shared', [one]);
    await assert.rejects(content.get(plan, 'shared', [...hashes, sha256(one)]), status(400));
  });

  test('what is not kept, and what is no hash or space, is refused', async () => {
    await using world = await open();
    const { content } = world.server;
    const [plan] = world.plans;
    await assert.rejects(content.get(plan, 'shared', [sha256(Buffer.from('never'))]), status(404));
    await assert.rejects(content.missing(plan, 'shared', ['../../secret']), status(400));
    await assert.rejects(content.missing(plan, 'elsewhere', []), AgentServerError);
    await assert.rejects(content.missing({ ...plan, planId: plan.scopeIdentifier }, 'shared', []), status(404));
  });
}

function artifactTests(open: () => Promise<KeepingWorld>): void {
  test('an artifact is found by its own run, and by others', async () => {
    await using world = await open();
    const { artifacts } = world.server;
    const [plan, next] = world.plans;
    const tree = await putTree(world.server, plan);
    const { id } = await artifacts.create(plan, artifact(tree));
    const { id: second } = await artifacts.create(plan, {
      name: 'share',
      type: 'filepath',
      source: 'job',
      data: '/srv/x',
      properties: {},
    });
    assert.ok(second > id);
    const found = await artifacts.find(plan, { kind: 'current' });
    assert.equal(found.runId, world.runIds[0]);
    assert.deepEqual(
      found.artifacts.map(each => [each.id, each.name, each.type, each.tree, each.properties]),
      [
        [id, 'drop', 'PipelineArtifact', tree, { 'user-a': 'b' }],
        [second, 'share', 'filepath', undefined, {}],
      ],
    );
    assert.equal(found.artifacts[1]?.data, '/srv/x');
    assert.deepEqual(await artifacts.find(next, { kind: 'run', runId: found.runId }), found);
    assert.deepEqual((await artifacts.find(next, { kind: 'current' })).artifacts, []);
    await assert.rejects(artifacts.find(next, { kind: 'run', runId: 99_999 }), status(404));
    await assert.rejects(artifacts.find(next, { kind: 'run', project: 'nope', runId: found.runId }), status(404));
  });

  test('the latest run is one that is completed, of the branch that is asked for', async () => {
    await using world = await open();
    const { artifacts } = world.server;
    const [, next] = world.plans;
    const strict = { tags: [], allowIssues: false, allowFailed: false };
    const latest = { kind: 'latest', pipeline: 'dependencies', ...strict } as const;
    await assert.rejects(artifacts.find(next, latest), status(404));
    await world.finishFirst();
    assert.equal((await artifacts.find(next, latest)).runId, world.runIds[0]);
    assert.equal((await artifacts.find(next, { ...latest, pipeline: '21' })).runId, world.runIds[0]);
    assert.equal((await artifacts.find(next, { ...latest, branch: 'refs/heads/main' })).runId, world.runIds[0]);
    await assert.rejects(artifacts.find(next, { ...latest, branch: 'refs/heads/other' }), status(404));
    await assert.rejects(artifacts.find(next, { ...latest, pipeline: 'nope' }), status(404));
    await assert.rejects(artifacts.find(next, { ...latest, tags: ['release'] }), status(404));
  });
}

function artifactRefusalTests(open: () => Promise<KeepingWorld>): void {
  test('a name is taken once for each run, in any case', async () => {
    await using world = await open();
    const { artifacts } = world.server;
    const [plan, next] = world.plans;
    const tree = await putTree(world.server, plan);
    await artifacts.create(plan, artifact(tree));
    await assert.rejects(
      artifacts.create(plan, artifact(tree, { name: 'DROP' })),
      /Artifact DROP already exists for build \d+\./,
    );
    await artifacts.create(next, artifact(tree));
  });

  test('build artifacts of one name that are published at once become one with the files of all', async () => {
    await using world = await open();
    const { artifacts } = world.server;
    const [plan] = world.plans;
    const trees = await Promise.all(
      ['a', 'b', 'c', 'd'].map(path => putTree(world.server, plan, { path, text: path })),
    );
    const made = await Promise.all(trees.map(tree => artifacts.create(plan, artifact(tree, { type: 'Container' }))));
    const { artifacts: found } = await artifacts.find(plan, { kind: 'current' });
    assert.deepEqual(
      found.map(({ id, tree }) => [id, tree?.fileCount, tree?.sizeBytes]),
      [[made[0]?.id, 4, 4]],
    );
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    await assert.rejects(artifacts.create(plan, artifact(trees[0] as ContentTree)), status(409));
  });

  const names = ['', ' ', 'a/b', 'a\\b', 'a:b', 'a*', 'a?', '<a', 'a>', 'a|', '"', '..', 'a\nb', 'x'.repeat(300)];
  for (const bad of names) {
    test(`${JSON.stringify(bad.slice(0, 20))} is no name of an artifact`, async () => {
      await using world = await open();
      const [plan] = world.plans;
      const tree = await putTree(world.server, plan);
      await assert.rejects(world.server.artifacts.create(plan, artifact(tree, { name: bad })), status(400));
    });
  }

  const trees: readonly [what: string, change: (tree: ContentTree) => ContentTree, path?: string][] = [
    ['whose manifest is not kept', tree => ({ ...tree, manifest: { sizeBytes: 1, chunks: ['0'.repeat(64)] } })],
    ['that is said to have more files', tree => ({ ...tree, fileCount: 2 })],
    ['that is said to be longer', tree => ({ ...tree, sizeBytes: 6 })],
    ['with a path that leaves it', tree => tree, '../a'],
    ['with an absolute path', tree => tree, '/a'],
  ];
  for (const [what, change, path = 'a.txt'] of trees) {
    test(`a tree ${what} is refused`, async () => {
      await using world = await open();
      const [plan] = world.plans;
      const tree = change(await putTree(world.server, plan, { path }));
      await assert.rejects(world.server.artifacts.create(plan, artifact(tree)), status(400));
      assert.deepEqual((await world.server.artifacts.find(plan, { kind: 'current' })).artifacts, []);
    });
  }

  noLinkTest(open);
}

function noLinkTest(open: () => Promise<KeepingWorld>): void {
  test('a tree with a file that is not kept, or a link, is refused', async () => {
    await using world = await open();
    const { content, artifacts } = world.server;
    const [plan] = world.plans;
    const gone = { kind: 'file', path: 'a', content: { sizeBytes: 4, chunks: ['1'.repeat(64)] }, mode: 0o644 } as const;
    const link = { kind: 'link', path: 'a', target: '/etc/passwd' } as const;
    for (const [entry, sizeBytes] of [
      [gone, 4],
      [link, 0],
    ] as const) {
      const line = Buffer.from(manifestLine(entry));
      await content.put(plan, 'shared', [line]);
      const manifest = { sizeBytes: line.length, chunks: [sha256(line)] };
      const tree = { manifest, fileCount: sizeBytes === 0 ? 0 : 1, sizeBytes };
      await assert.rejects(artifacts.create(plan, artifact(tree)), status(400));
    }
  });
}

async function save(world: KeepingWorld, plan: PlanScope, segments: readonly string[], text = 'x'): Promise<string> {
  const reserved = await world.server.caches.reserve(plan, segments);
  assert.ok(reserved, `${segments} is taken`);
  const tree = await putTree(world.server, plan, { space: reserved.id, text });
  assert.equal(await world.server.caches.commit(plan, reserved.id, tree), true);
  return reserved.id;
}

const exactly = (...segments: string[]) => [{ segments, isPrefix: false }];
const startingWith = (...segments: string[]) => [{ segments, isPrefix: true }];

function cacheTests(open: () => Promise<KeepingWorld>): void {
  test('an entry is found by its key once it is committed, by later runs too', async () => {
    await using world = await open();
    const { caches, content } = world.server;
    const [plan, next] = world.plans;
    const reserved = await caches.reserve(plan, ['npm', 'a']);
    assert.ok(reserved);
    assert.equal(await caches.find(plan, [...exactly('npm', 'a'), ...startingWith('npm')]), undefined);
    const tree = await putTree(world.server, plan, { space: reserved.id });
    assert.equal(await caches.commit(plan, reserved.id, tree), true);
    assert.equal(await caches.commit(plan, reserved.id, tree), true, 'safe to repeat');
    const hit = { id: reserved.id, segments: ['npm', 'a'], tree };
    assert.deepEqual(await caches.find(next, exactly('npm', 'a')), hit);
    assert.equal((await content.get(next, reserved.id, tree.manifest.chunks)).length, 1);
    for (const keys of [exactly('npm'), exactly('NPM', 'a'), exactly('npm', 'a', 'b')])
      assert.equal(await caches.find(next, keys), undefined);
  });

  test('the newest entry that begins with the segments of a restore key is found, after the key itself', async () => {
    await using world = await open();
    const { caches } = world.server;
    const [plan] = world.plans;
    const first = await save(world, plan, ['npm', 'linux', '1']);
    const second = await save(world, plan, ['npm', 'linux', '2']);
    const third = await save(world, plan, ['npm', 'mac', '3']);
    const foundBy = async (keys: Parameters<typeof caches.find>[1]) => (await caches.find(plan, keys))?.id;
    assert.equal(await foundBy([...exactly('npm', 'linux', '1'), ...startingWith('npm')]), first);
    assert.ok([second, first].includes((await foundBy(startingWith('npm', 'linux'))) ?? ''));
    assert.equal(await foundBy(startingWith('npm', 'mac')), third);
    assert.equal(await foundBy(startingWith('npm', 'lin')), undefined);
    assert.equal(await foundBy([...exactly('yarn'), ...startingWith('yarn'), ...startingWith('npm', 'mac')]), third);
  });
}

function cacheScopeTests(open: () => Promise<KeepingWorld>): void {
  test('an entry never changes: its key can not be reserved again, and of two that were at once one is kept', async () => {
    await using world = await open();
    const { caches } = world.server;
    const [plan, next] = world.plans;
    const [one, two] = [await caches.reserve(plan, ['k']), await caches.reserve(next, ['k'])];
    assert.ok(one && two);
    const trees = [
      await putTree(world.server, plan, { space: one.id, text: 'one' }),
      await putTree(world.server, next, { space: two.id, text: 'two' }),
    ] as const;
    assert.equal(await caches.commit(plan, one.id, trees[0]), true);
    assert.equal(await caches.commit(next, two.id, trees[1]), false);
    assert.equal((await caches.find(next, exactly('k')))?.id, one.id);
    assert.equal(await caches.reserve(next, ['k']), undefined);
  });

  test('a branch finds what the default branch saved, and not the other way round', async () => {
    await using world = await open();
    const { caches } = world.server;
    const [main, , other] = world.plans;
    const ofMain = await save(world, main, ['k']);
    assert.equal((await caches.find(other, exactly('k')))?.id, ofMain);
    const ofOther = await save(world, other, ['k']);
    assert.equal((await caches.find(other, exactly('k')))?.id, ofOther);
    assert.equal((await caches.find(main, exactly('k')))?.id, ofMain);
    await save(world, other, ['only']);
    assert.equal(await caches.find(main, exactly('only')), undefined);
  });

  test('an entry that is not complete is refused', async () => {
    await using world = await open();
    const { caches } = world.server;
    const [plan] = world.plans;
    const reserved = await caches.reserve(plan, ['k']);
    const tree = await putTree(world.server, plan);
    await assert.rejects(caches.commit(plan, reserved?.id ?? '', tree), status(400));
    await assert.rejects(caches.commit(plan, plan.planId, tree), status(400));
  });
}

const testRun = {
  name: 'unit',
  stage: 'S',
  phase: 'P',
  job: 'J',
  stageAttempt: 1,
  phaseAttempt: 1,
  jobAttempt: 2,
  platform: 'x64',
  configuration: 'debug',
};

function testTests(open: () => Promise<KeepingWorld>): void {
  test('a test run takes results in batches, and files, until it is completed', async () => {
    await using world = await open();
    const { tests, content } = world.server;
    const [plan] = world.plans;
    const { id } = await tests.createRun(plan, testRun);
    const result: TestResult = { title: 'a', name: 'n.a', storage: 's', outcome: 'Passed', durationMs: 1.5 };
    await tests.addResults(plan, id, [result, { ...result, outcome: 'Failed', errorMessage: 'no', stackTrace: 'at' }]);
    await tests.addResults(plan, id, [{ ...result, computerName: 'box' }]);
    const bytes = Buffer.from('<x/>');
    const chunks = await content.put(plan, 'shared', [bytes]);
    await tests.attach(plan, id, { name: 'x.xml', content: { sizeBytes: bytes.length, chunks } });
    await tests.completeRun(plan, id);
    const [kept, ...others] = await world.testsOf(world.runIds[0]);
    assert.equal(others.length, 0);
    assert.deepEqual([kept?.id, kept?.state, kept?.name, kept?.jobAttempt], [id, 'Completed', 'unit', 2]);
    const passed = { count: 2, durationMs: 3 };
    assert.deepEqual(kept?.outcomes, { Passed: passed, Failed: { count: 1, durationMs: 1.5 } });
  });

  test("another run's test runs can not be changed, and files have to be there", async () => {
    await using world = await open();
    const { tests } = world.server;
    const [plan, next] = world.plans;
    const { id } = await tests.createRun(plan, testRun);
    await assert.rejects(tests.addResults(next, id, []), status(404));
    await assert.rejects(tests.completeRun(next, id), status(404));
    await assert.rejects(tests.addResults(plan, id + 1, []), status(404));
    const content = { sizeBytes: 1, chunks: ['0'.repeat(64)] };
    await assert.rejects(tests.attach(plan, id, { name: 'x', content }), status(400));
  });

  test('coverage is added up', async () => {
    await using world = await open();
    const { tests } = world.server;
    const [plan] = world.plans;
    const coverage = {
      platform: '',
      configuration: '',
      statistics: [{ label: 'Lines', position: 4, total: 10, covered: 7 }],
    };
    await tests.addCoverage(plan, coverage);
    await tests.addCoverage(plan, coverage);
    await tests.addCoverage(plan, { ...coverage, platform: 'arm' });
    const kept = await world.coverageOf(world.runIds[0]);
    assert.deepEqual(
      kept.map(({ platform, statistics }) => [platform, statistics[0]?.covered, statistics[0]?.total]),
      [
        ['', 14, 20],
        ['arm', 7, 10],
      ],
    );
  });
}
