import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GitFolder, withGit } from './support/git-world.ts';
import { PageVisitor } from './support/page-visitor.ts';
import { organization, type World } from './support/world.ts';

const form = '/oracle/_build/run?definitionId=21';
const yamlPath = 'ci/azure-pipelines.yml';
const yaml = `parameters:
- name: greeting
  displayName: What it says
  default: Hello <you>
- name: flavour
  type: string
  default: mint
  values: [vanilla, mint]
- name: count
  type: number
- name: fast
  type: boolean
  default: true
- name: targets
  type: object
  default: [{name: linux}]
steps:
- script: true
`;
const written = {
  branch: 'main',
  'p.greeting': 'Hello <you>',
  'p.flavour': 'mint',
  'p.count': '3',
  'p.fast': 'true',
  'p.targets': '[\r\n  {\r\n    "name": "linux"\r\n  }\r\n]',
};

async function withForm(use: (world: World, visitor: PageVisitor, folder: GitFolder) => Promise<void>): Promise<void> {
  await withGit(async (world, folder) => {
    await folder.commit('first', { [yamlPath]: yaml });
    const variables = {
      place: { value: 'here', isSecret: false, allowOverride: true },
      key: { value: 'sealed', isSecret: true, allowOverride: true },
      fixed: { value: 'x', isSecret: false, allowOverride: false },
    };
    const changed = { ...world.pipeline, revision: 2, settings: { variables } };
    assert.ok(await world.stores.catalogue.changePipeline(organization, changed));
    await use(world, await (await PageVisitor.signedIn(world)).open(form), folder);
  });
}

async function runsOf(world: World): Promise<number> {
  return (await world.stores.runs.list({ organization, top: 10 })).length;
}

test('the form has a field for each parameter, by its type, and for each variable that may be set', () =>
  withForm(async (_world, { page }) => {
    assert.match(page, /<label for="branch">.*?<input id="branch" name="branch" list="branches" value="main"/s);
    assert.match(
      page,
      /<label for="p\.greeting">What it says<\/label><input id="p\.greeting" name="p\.greeting" value="Hello &#60;you&#62;"/,
    );
    assert.match(
      page,
      /<select id="p\.flavour"[^>]*><option value="vanilla">vanilla<\/option><option value="mint" selected>/,
    );
    assert.match(
      page,
      /<input id="p\.count" name="p\.count" value="" autocomplete="off" inputmode="decimal" required>/,
    );
    assert.match(page, /<input type="checkbox" name="p\.fast" value="true" checked>/);
    assert.match(page, /<textarea[^>]*id="p\.targets"[^>]*>\n\[\n {2}\{\n {4}&#34;name&#34;: &#34;linux&#34;/);
    assert.match(page, /<input id="v\.place" name="v\.place" value="here"/);
    assert.match(page, /<input id="v\.key" name="v\.key" type="password"/);
    assert.doesNotMatch(page, /v\.fixed|sealed/);
  }));

test('what differs from the defaults is what the run is asked for with, and its page is shown', () =>
  withForm(async (world, visitor) => {
    await visitor.send('run', { ...written, 'v.place': 'here', 'v.key': '' });
    assert.equal(visitor.status, 200);
    assert.match(visitor.path, /^\/[0-9a-f-]{36}\/_build\/results\?buildId=1$/);
    const { asked } = world.pipelines;
    assert.deepEqual(asked?.templateParameters, { count: '3' });
    assert.deepEqual(asked?.variables, {});
    assert.deepEqual(asked?.resources.repositories, { self: { refName: 'refs/heads/main' } });

    await visitor.open(form);
    const { 'p.fast': _, ...rest } = written;
    const changes = { commit: ' 0123abcd ', 'p.greeting': '', 'p.flavour': 'vanilla', 'p.targets': '[]' };
    const more = 'a=b=c\r\n\r\n d = e';
    await visitor.send('run', { ...rest, ...changes, 'v.place': 'there', 'v.key': 'new', more });
    assert.deepEqual(world.pipelines.asked?.templateParameters, {
      greeting: '',
      flavour: 'vanilla',
      count: '3',
      fast: 'false',
      targets: '[]',
    });
    assert.deepEqual(world.pipelines.asked?.variables, {
      place: { value: 'there', isSecret: false },
      key: { value: 'new', isSecret: true },
      a: { value: 'b=c', isSecret: false },
      d: { value: ' e', isSecret: false },
    });
    assert.equal(world.pipelines.asked?.resources.repositories.self?.version, '0123abcd');
    assert.equal(await runsOf(world), 2);
  }));

test('a branch with other parameters has them shown before anything runs', () =>
  withForm(async (world, visitor, folder) => {
    folder.git('checkout', '-q', '-b', 'same');
    await folder.commit('same', { other: 'file' });
    folder.git('checkout', '-q', '-b', 'topic');
    await folder.commit('topic', { [yamlPath]: 'parameters:\n- name: depth\n  default: 2\nsteps: []\n' });
    await visitor.send('run', { ...written, branch: 'topic' });
    assert.equal(visitor.status, 400);
    assert.match(visitor.page, /role="alert"><p>These are the parameters of refs\/heads\/topic/);
    assert.match(visitor.page, /name="p\.depth" value="2"/);
    assert.doesNotMatch(visitor.page, /p\.greeting/);
    assert.equal(await runsOf(world), 0);
    await visitor.send('run', { branch: 'topic', 'p.depth': '3' });
    assert.equal(visitor.status, 200);
    assert.deepEqual(world.pipelines.asked?.templateParameters, { depth: '3' });

    await visitor.open(form);
    await visitor.send('run', { ...written, branch: 'same' });
    assert.equal(visitor.status, 200, 'the same parameters');
    assert.equal(world.pipelines.asked?.resources.repositories.self?.refName, 'refs/heads/same');
  }));

test('what is wrong is told on the form, which keeps what was written', () =>
  withForm(async (world, visitor) => {
    await visitor.send('run', { ...written, more: 'nothing', 'p.greeting': 'Mine' });
    assert.equal(visitor.status, 400);
    assert.match(visitor.page, /&#39;nothing&#39; is no variable: write name=value/);
    assert.match(visitor.page, /value="Mine"/);
    await visitor.send('run', { ...written, branch: 'nowhere' });
    assert.equal(visitor.status, 400);
    assert.match(visitor.page, /does not exist on branch refs\/heads\/nowhere/);
    assert.equal(await runsOf(world), 0);
    world.services.pipelines.run = async () => ({
      ok: false,
      problem: { kind: 'invalid', messages: ['<one>', 'two'] },
    });
    await visitor.open(form);
    await visitor.send('run', written);
    assert.match(visitor.page, /role="alert"><p>&#60;one&#62;<\/p><p>two<\/p>/);
  }));

test('a run is asked for again as it was', () =>
  withForm(async (world, visitor) => {
    const body = {
      templateParameters: { greeting: 'Again', fast: 'False' },
      variables: { place: { value: 'there' }, other: { value: 'o' }, key: { value: 's', isSecret: true } },
    };
    const row = await world.queue(body);
    await visitor.open(`${form}&like=${row.key.runId}`);
    assert.match(visitor.page, /name="p\.greeting" value="Again"/);
    assert.match(visitor.page, /name="p\.fast" value="true">/);
    assert.match(visitor.page, /name="v\.place" value="there"/);
    assert.match(visitor.page, /<details open><summary>Other variables.*\nother=o<\/textarea>/s);
    assert.equal((await visitor.open(`${form}&like=99`)).status, 404);
  }));

test('a pipeline whose file or repository is gone still says so', () =>
  withForm(async (world, visitor) => {
    const changed = { ...world.pipeline, revision: 3, yamlPath: 'gone.yml' };
    assert.ok(await world.stores.catalogue.changePipeline(organization, changed));
    assert.match((await visitor.open(form)).page, /role="alert"><p>The file \/gone\.yml does not exist/);
    await world.stores.catalogue.removeRepository(organization, world.project.id, world.repository.id);
    assert.equal((await visitor.open(form)).status, 404);
    assert.match((await visitor.open('/oracle/_build?definitionId=21')).page, /of a repository that is gone/);
  }));

test('stages are offered as the pipeline has them, and those that are chosen are skipped', () =>
  withForm(async (world, visitor) => {
    assert.doesNotMatch(visitor.page, /Skip stages/, 'one stage is no choice');
    world.pipelines.choices = [
      { name: 'Build', displayName: 'Build <it>', isSkippable: true },
      { name: 'Audit', displayName: 'Audit', isSkippable: false },
      { name: 'Deploy', displayName: 'Deploy', isSkippable: true },
    ];
    await visitor.open(form);
    assert.match(visitor.page, /<legend>Skip stages<\/legend>/);
    assert.match(visitor.page, /name="s\.Build" value="skip"><span><bdi>Build &#60;it&#62;<\/bdi>/);
    assert.match(visitor.page, /name="s\.Audit" value="skip" disabled>/);
    assert.deepEqual(world.pipelines.asked?.templateParameters, {}, 'the defaults');

    await visitor.send('run', { ...written, 's.Deploy': 'skip', look: '1', 'p.count': '7' });
    assert.equal(visitor.status, 200);
    assert.equal(world.pipelines.asked?.templateParameters.count, '7', 'the stages are those of what is written');
    assert.match(visitor.page, /name="s\.Deploy" value="skip" checked>/);
    assert.doesNotMatch(visitor.page, /name="s\.Build" value="skip" checked>/);
    assert.equal(await runsOf(world), 0);

    await visitor.send('run', { ...written, 's.Deploy': 'skip' });
    assert.deepEqual(world.pipelines.asked?.stagesToSkip, ['Deploy']);
    assert.equal(await runsOf(world), 1);
    await visitor.open(`${form}&like=1`);
    assert.match(visitor.page, /name="s\.Deploy" value="skip" checked>/);
  }));

test('a stage that is to be skipped is still so after the form was wrong', () =>
  withForm(async (world, visitor) => {
    await visitor.send('run', { ...written, 's.Deploy': 'skip', more: 'nothing' });
    assert.equal(visitor.status, 400);
    assert.match(visitor.page, /name="s\.Deploy" value="skip" checked>/);
    world.services.pipelines.stages = async () => ({
      ok: false,
      problem: { kind: 'invalid', messages: ['no <such>'] },
    });
    await visitor.send('run', { ...written, 's.Deploy': 'skip', look: '1' });
    assert.match(visitor.page, /role="alert"><p>no &#60;such&#62;<\/p>/);
    assert.match(visitor.page, /name="s\.Deploy" value="skip" checked>/);
    assert.equal(await runsOf(world), 0);
  }));
