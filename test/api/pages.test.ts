import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordId } from '../../src/base/id.ts';
import { browserSessionMs, shownFailureLines, shownLogLines } from '../../src/base/limits.ts';
import type { RunRow } from '../../src/run/ports/run-store.ts';
import { PageVisitor } from './support/page-visitor.ts';
import { withStep } from './support/run-step.ts';
import { basic, organization, someone, World } from './support/world.ts';

const build = '/oracle/_build';
const nasty = '<script>alert(1)</script>"\'&<b>';

async function endStep(world: World, { key }: RunRow, id: RecordId, message: string): Promise<void> {
  const issue = { type: 'error' as const, category: 'General', message, data: {} };
  const at = world.clock.now();
  const change = { id, state: 'completed' as const, result: 'failed' as const, issues: [issue] };
  await world.orchestrator.handle(key, [{ type: 'changeRecords', at, records: [change] }]);
}

test('who is not signed in is asked to, and sees what he came for', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const visitor = await new PageVisitor(world).open(`${build}/results?buildId=${row.key.runId}`);
  assert.equal(visitor.status, 401);
  assert.match(visitor.page, /<h1>Sign in to fabrikam<\/h1>/);
  assert.equal(visitor.headers['www-authenticate'], 'Bearer');
  await visitor.send('_signin', { token: 'nonsense' });
  assert.equal(visitor.status, 403);
  assert.match(visitor.page, /role="alert">The token is not valid/);
  await visitor.send('_signin', { token: 'all' });
  assert.equal(visitor.status, 200);
  assert.equal(visitor.path, `${build}/results?buildId=${row.key.runId}`);
  assert.match(visitor.page, new RegExp(`<h1>Run <bdi>${row.name}</bdi></h1>`));
  await visitor.send('_signout', {});
  await visitor.open(build);
  assert.equal(visitor.status, 401);
});

test('somebody who is signed in stays so until his token ends, or its time is over', async () => {
  await using world = await World.open();
  const visitor = await PageVisitor.signedIn(world);
  world.clock.at += browserSessionMs - 1;
  assert.equal((await visitor.open(build)).status, 200);
  world.clock.at += 1;
  assert.equal((await visitor.open(build)).status, 401);
  const again = await PageVisitor.signedIn(world);
  for (const { hash } of await world.stores.tokens.list(organization))
    await world.stores.tokens.remove(organization, hash);
  assert.equal((await again.open(build)).status, 401);
});

test('signing in leads nowhere else, and a session is of no use to the API', async () => {
  await using world = await World.open();
  for (const returnTo of ['https://evil.example/', '//evil.example', '/evil', '/fabrikamevil', '\\\\evil']) {
    const visitor = await new PageVisitor(world).open('/_signin');
    await visitor.send('_signin', { token: 'all', returnTo });
    assert.equal(visitor.status, 400, returnTo);
  }
  const visitor = await PageVisitor.signedIn(world);
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await world.call('GET', '/oracle/_apis/pipelines', { authorization: null, headers: { cookie } });
  assert.equal(answer.statusCode, 401);
});

test('the cookie of a session comes along with links from elsewhere, that of the sign-in does not', async () => {
  await using world = await World.open();
  const shown = await world.call('GET', '/_signin', { authorization: null });
  assert.match(
    String(shown.headers['set-cookie']),
    /^millrace-pages-visitor=[^;]+; Path=\/fabrikam; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
  );
  const [, proof = ''] = /name="proof" value="([^"]*)"/.exec(shown.body) ?? [];
  const cookie = String(shown.headers['set-cookie']).split(';', 1)[0] ?? '';
  const body = new URLSearchParams({ proof, token: 'all', returnTo: '/fabrikam' }).toString();
  const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await world.call('POST', '/_signin', { body, headers, authorization: null });
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/fabrikam']);
  assert.match(
    String(answer.headers['set-cookie']),
    /^millrace-pages=[^;]+; Path=\/fabrikam; HttpOnly; SameSite=Lax; Max-Age=28800$/,
  );
});

test('an organization in another case leads to the right one', async () => {
  await using world = await World.open();
  const answer = await world.server.inject({
    url: '/FABRIKAM/oracle/_build?definitionId=21',
    headers: { host: 'localhost', accept: 'text/html' },
  });
  assert.deepEqual([answer.statusCode, answer.headers.location], [307, '/fabrikam/oracle/_build?definitionId=21']);
});

test('what is wrong is told on a page to people, in the envelope to programs', async () => {
  await using world = await World.open();
  const visitor = await PageVisitor.signedIn(world);
  for (const path of [`${build}/results?buildId=99`, `${build}/definition?definitionId=99`, '/nowhere/_build']) {
    assert.equal((await visitor.open(path)).status, 404, path);
    assert.match(visitor.page, /<h1>Not found<\/h1><p role="alert">/);
    assert.match(visitor.page, /<a href="\/fabrikam\/(oracle|nowhere)\/_build">Pipelines of/);
    const answer = await world.call('GET', path, { headers: { accept: 'application/json' } });
    assert.equal(answer.statusCode, 404);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    assert.match(answer.json<{ typeKey: string }>().typeKey, /Exception$/);
  }
  assert.equal((await visitor.open(`${build}/results`)).status, 400);
  assert.match(visitor.page, /<h1>That did not work<\/h1>/);
  const anonymous = await world.call('GET', build, { authorization: null, headers: { accept: 'application/json' } });
  assert.equal(anonymous.json<{ typeKey: string }>().typeKey, 'UnauthorizedRequestException');
});

test('a failed run shows what failed and the last lines of it', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1} of it`);
  const id = await withStep(world, row, [...lines, '##[error]expected 3, got 4']);
  await endStep(world, row, id, 'Bash exited with code 1');
  await world.finish(row.key, 'failed');
  const { page } = await (await PageVisitor.signedIn(world)).open(`${build}/results?buildId=${row.key.runId}`);
  const failed = /<section aria-labelledby="failed">(.*?)<\/section>/s.exec(page)?.[1] ?? '';
  assert.match(failed, /<b>Error:<\/b> expected 3, got 4/);
  assert.match(failed, /Bash exited with code 1/);
  assert.match(failed, /line 60 of it/);
  assert.equal([...failed.matchAll(/line \d+ of it/g)].length, shownFailureLines - 1);
  assert.match(page, /✕<\/span> failed<\/span><\/p>/);
  assert.doesNotMatch(page, /<script|http-equiv="refresh"/);
  assert.match(page, /data-part="jobs"/);
});

test('a run that goes on is followed, with and without a script', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const visitor = await (await PageVisitor.signedIn(world)).open(`${build}/results?buildId=${row.key.runId}`);
  assert.match(visitor.page, /<noscript><meta http-equiv="refresh" content="5"><\/noscript>/);
  assert.match(
    String(visitor.headers['content-security-policy']),
    /^default-src 'none'; style-src 'sha256-[^']+' 'sha256-[^']+'; script-src 'sha256-[^']+'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
  );
  assert.match(visitor.page, /waits for an agent of the pool Default/);
  await world.finish(row.key, 'succeeded');
  await visitor.open(visitor.path);
  assert.doesNotMatch(visitor.page, /<script|refresh/);
  assert.doesNotMatch(String(visitor.headers['content-security-policy']), /script-src/);
});

test('a log is shown with its groups, colours and places, and cut where it is long', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const count = shownLogLines * 2 + 5;
  const lines = Array.from({ length: count }, (_, index) => `n${index + 1}`);
  const id = await withStep(world, row, lines);
  const visitor = await PageVisitor.signedIn(world);
  const address = `${build}/results?buildId=${row.key.runId}&view=logs&t=${id}`;
  await visitor.open(address);
  assert.match(visitor.page, new RegExp(`<span class="l">n${count}</span>`));
  assert.match(visitor.page, new RegExp(`Lines ${count - shownLogLines + 1} to ${count} of ${count}`));
  assert.match(visitor.page, /data-tail/);
  await visitor.open(`${address}&from=1`);
  assert.match(
    visitor.page,
    /<div id="L1"><a href="#L1" title="2026-08-12T08:26:45\.6800000Z">1<\/a><span class="l">n1<\/span>/,
  );
  assert.equal([...visitor.page.matchAll(/<div id="L/g)].length, shownLogLines);
  assert.match(visitor.page, /from=1001">Later<\/a>/);
  await visitor.open(`${address}&from=99999999`);
  assert.match(visitor.page, new RegExp(`Lines ${count} to ${count} of ${count}`));
  const [, raw = ''] = /<a href="\/fabrikam([^"]*)">Raw text<\/a>/.exec(visitor.page) ?? [];
  assert.equal((await visitor.open(raw.replaceAll('&#38;', '&'))).page.split('\n').length, count + 1);
  assert.match(String(visitor.headers['content-type']), /^text\/plain/);
});

test('a step that is not there, and a run without a job, are told of', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const visitor = await PageVisitor.signedIn(world);
  const address = `${build}/results?buildId=${row.key.runId}&view=logs`;
  assert.equal((await visitor.open(`${address}&t=nothing`)).status, 404);
  assert.equal((await visitor.open(`${address}&j=nothing`)).status, 404);
  assert.equal((await visitor.open(address)).status, 200);
  assert.match(visitor.page, /It has printed nothing yet/);
});

test('nothing that others wrote is markup: lines, names, messages, parameters, tags', async () => {
  await using world = await World.open();
  const body = {
    templateParameters: { [nasty]: nasty },
    variables: { [nasty]: { value: nasty } },
    resources: { repositories: { self: { refName: `refs/heads/${nasty}` } } },
  };
  const row = await world.queue(body);
  await world.orchestrator.annotate(row.key, { addTags: [nasty] });
  const id = await withStep(
    world,
    row,
    [nasty, `##[error]${nasty}`, `##[group]${nasty}`, `\u001b[31m${nasty}`, `https://a.example/${nasty}`],
    nasty,
  );
  await endStep(world, row, id, nasty);
  const visitor = await PageVisitor.signedIn(world);
  const paths = [
    `${build}/results?buildId=${row.key.runId}`,
    `${build}/results?buildId=${row.key.runId}&view=logs&t=${id}`,
    `${build}/definition?definitionId=21&branch=${encodeURIComponent(nasty)}`,
    `${build}/definition?definitionId=21`,
    `${build}?filter=${encodeURIComponent(nasty)}`,
    `/${encodeURIComponent(nasty)}/_build`,
    build,
  ];
  for (const path of paths) {
    const { page } = await visitor.open(path);
    const own = page.replace(/<script type="module">.*?<\/script>/s, '');
    assert.doesNotMatch(own, /<script|<b>[^EWD]|alert\(1\)"[^&]/, path);
    if (path !== build) assert.match(own, /&#60;script&#62;alert\(1\)&#60;\/script&#62;/, path);
    assert.doesNotMatch(page, /style=|onerror|onclick/, path);
  }
  assert.match(
    (await visitor.open(paths[1] ?? '')).page,
    /<a href="https:\/\/a\.example\/" rel=|<a href="https:\/\/a\.example"/,
  );
});

test('a secret variable is not shown', async () => {
  await using world = await World.open();
  const row = await world.queue({ variables: { password: { value: 'hunter2', isSecret: true } } });
  const { page } = await (await PageVisitor.signedIn(world)).open(`${build}/results?buildId=${row.key.runId}`);
  assert.match(page, /<code>password<\/code> = \(secret\)/);
  assert.doesNotMatch(page, /hunter2/);
});

test('what was skipped says why', async () => {
  await using world = await World.open();
  world.pipelines.condition = "eq(variables['a'], '<b>')";
  const row = await world.queue();
  const { page } = await (await PageVisitor.signedIn(world)).open(`${build}/results?buildId=${row.key.runId}`);
  const note = /<p class="note"><bdi>(.*)<\/bdi>/.exec(page)?.[1]?.replaceAll('&#39;', "'");
  assert.equal(note, "eq(variables['a'], '&#60;b&#62;') is false: eq(Null, '&#60;b&#62;')");
});

test('a run is canceled, kept, retried and released with its buttons', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const visitor = await PageVisitor.signedIn(world);
  const address = `${build}/results?buildId=${row.key.runId}`;
  const kept = async () => (await world.stores.runs.row(row.key))?.notes.isKept;
  await visitor.open(address);
  await visitor.send(address, {}, { do: 'keep' });
  assert.equal(visitor.status, 200);
  assert.equal(await kept(), true);
  await visitor.send(visitor.path, {}, { do: 'release' });
  assert.equal(await kept(), false);
  await visitor.send(visitor.path, {}, { do: 'cancel' });
  assert.equal((await world.stores.runs.row(row.key))?.result, 'canceled');
  assert.match(visitor.page, /⊘<\/span> canceled/);
  assert.equal(
    visitor.formsTo('results').some(({ hidden }) => hidden.do === 'cancel'),
    false,
  );
  await visitor.send(visitor.path, {}, { do: 'retry' });
  assert.equal((await world.stores.runs.row(row.key))?.state, 'inProgress');
  await visitor.post(address, { ...visitor.formsTo('results')[0]?.hidden, do: 'retry' });
  assert.equal(visitor.status, 409);
  await visitor.open(address);
  await visitor.post(address, { ...visitor.formsTo('results')[0]?.hidden, do: 'dance' });
  assert.equal(visitor.status, 400);
});

test('a form that no page gave its sender does nothing', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const address = `${build}/results?buildId=${row.key.runId}`;
  const victim = await (await PageVisitor.signedIn(world)).open(address);
  world.clock.at += 1;
  const attacker = await PageVisitor.signedIn(world);
  await attacker.open(address);
  const { hidden } = attacker.formsTo('results').find(form => form.hidden.do === 'cancel') ?? assert.fail();
  for (const proof of ['', 'x', hidden.proof ?? '']) {
    assert.equal((await victim.post(address, { do: 'cancel', proof })).status, 400);
    assert.equal((await victim.post(`${build}/run?definitionId=21`, { branch: 'main', proof })).status, 400);
    assert.equal((await victim.post(`${build}/approval?buildId=1`, { answer: 'approved', proof })).status, 400);
  }
  const body = new URLSearchParams({ do: 'cancel', proof: hidden.proof ?? '' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  assert.equal(
    (await world.call('POST', address, { body, headers })).statusCode,
    400,
    'with a token, without a session',
  );
  assert.equal((await world.stores.runs.row(row.key))?.state, 'inProgress');
  assert.equal((await world.stores.runs.list({ organization, top: 10 })).length, 1);
});

test('who may only read sees no buttons, and is refused', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.build']);
  const row = await world.queue();
  const address = `${build}/results?buildId=${row.key.runId}`;
  const visitor = await PageVisitor.signedIn(world, 'reader');
  await visitor.open(address);
  assert.equal(visitor.status, 200);
  assert.deepEqual(visitor.formsTo('results'), []);
  assert.doesNotMatch(visitor.page, /_build\/run|Retry|Cancel/);
  const proof = visitor.formsTo('_signout')[0]?.hidden.proof ?? '';
  for (const path of [address, `${build}/run?definitionId=21`, `${build}/approval?buildId=1`]) {
    await visitor.post(path, { proof, do: 'cancel' });
    assert.equal(visitor.status, 403, path);
    assert.match(visitor.page, /<code>vso\.build_execute<\/code>/);
  }
  assert.equal((await visitor.open('')).status, 403);
  assert.match(visitor.page, /<code>vso\.project<\/code>/);
  await world.addToken('nobody', ['vso.code']);
  const other = await PageVisitor.signedIn(world, 'nobody');
  assert.equal((await other.open(address)).status, 403);
  assert.equal((await world.stores.runs.row(row.key))?.state, 'inProgress');
});

test('an approval is answered on the page of its run by who is asked', async () => {
  await using world = await World.open();
  const resource = { type: 'repository', id: `${world.project.id}.${world.repository.id}` };
  const settings = { approvers: [{ id: someone.id, displayName: someone.displayName }], instructions: nasty };
  const check = { type: { name: 'Approval' }, settings, resource };
  await world.call('POST', '/oracle/_apis/pipelines/checks/configurations?api-version=7.1-preview.1', { body: check });
  const row = await world.queue();
  const address = `${build}/results?buildId=${row.key.runId}`;
  await world.addToken('builder', ['vso.build_execute']);
  const builder = await (await PageVisitor.signedIn(world, 'builder')).open(address);
  assert.match(builder.page, /Waiting for an answer/);
  assert.deepEqual(builder.formsTo('approval'), []);

  await world.addTokenOf({ id: 'other', displayName: 'Other', uniqueName: 'other' }, 'others');
  const other = await (await PageVisitor.signedIn(world, 'others')).open(address);
  await other.send('approval', { answer: 'approved' });
  assert.equal(other.status, 403);

  const visitor = await (await PageVisitor.signedIn(world)).open(address);
  assert.doesNotMatch(visitor.page, /<script>alert/);
  await visitor.send('approval', { answer: 'perhaps' });
  assert.equal(visitor.status, 400);
  await visitor.open(address);
  await visitor.send('approval', { answer: 'approved', comment: 'I looked' });
  assert.equal(visitor.status, 200);
  assert.doesNotMatch(visitor.page, /Waiting for an answer/);
  assert.ok((await world.orchestrator.timeline(row.key)).some(({ type }) => type === 'Job'));
  const [approval] = await world.orchestrator.approvalsOf(row.key);
  assert.deepEqual([approval?.status, approval?.steps[0]?.answer?.comment], ['approved', 'I looked']);
});

test('pipelines are listed with their latest run, found by name, and lead to their runs, page by page', async () => {
  await using world = await World.open();
  const visitor = await PageVisitor.signedIn(world);
  await visitor.open('');
  assert.match(visitor.page, /<a href="\/fabrikam\/oracle\/_build"><bdi>oracle<\/bdi><\/a>/);
  await visitor.open('/oracle');
  assert.equal(visitor.path, build);
  assert.match(visitor.page, /never ran/);
  for (let run = 0; run < 27; run += 1) await world.queue();
  await visitor.open(build);
  assert.match(visitor.page, /team\/sub/);
  assert.match(visitor.page, /results\?buildId=27"><bdi>20260812\.27/);
  assert.match((await visitor.open(`${build}?filter=SUB`)).page, /dependencies/);
  assert.match((await visitor.open(`${build}?filter=other`)).page, /No pipeline is called so/);
  for (const path of [`${build}?definitionId=21`, `${build}/definition?definitionId=21`, `${build}/designer?id=21`]) {
    await visitor.open(path);
    assert.equal([...visitor.page.matchAll(/results\?buildId=\d+/g)].length, 25, path);
  }
  const [, older = ''] = /<a href="\/fabrikam([^"]*)">Older<\/a>/.exec(visitor.page) ?? [];
  await visitor.open(older.replaceAll('&#38;', '&'));
  assert.deepEqual(
    [...visitor.page.matchAll(/results\?buildId=(\d+)/g)].map(([, id]) => id),
    ['2', '1'],
  );
  assert.match((await visitor.open(`${build}/definition?definitionId=21&branch=other`)).page, /There are no such runs/);
});

test('a token is as good as a session for looking, as programs look', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.build']);
  const row = await world.queue();
  const answer = await world.call('GET', `${build}/results?buildId=${row.key.runId}`, {
    authorization: basic('reader'),
  });
  assert.equal(answer.statusCode, 200);
  assert.doesNotMatch(answer.body, /<form/);
});
