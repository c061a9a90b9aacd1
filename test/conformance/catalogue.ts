import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProjectId, RepositoryId } from '../../src/base/id.ts';
import type { Pipeline, Project, Repository } from '../../src/run/ports/catalogue.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { hostileTexts, organization } from './samples.ts';

/** What every `Catalogue` keeps. `open` makes empty stores. */
export function catalogueConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the Catalogue contract`, () => {
    projectTests(open);
    changedProjectTests(open);
    repositoryTests(open);
    pipelineTests(open);
    changedPipelineTests(open);
  });
}

function projectTests(open: () => Promise<Stores>): void {
  test('a project is found by id and by name, in any case', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    assert.equal(await catalogue.addProject(organization, project(1, 'Fabrikam Größe')), true);
    for (const key of [guid(1), guid(1).toUpperCase(), 'Fabrikam Größe', 'FABRIKAM GRÖßE'])
      assert.deepEqual(await catalogue.project(organization, key), project(1, 'Fabrikam Größe'));
    for (const key of ['Fabrikam', '', guid(2)]) assert.equal(await catalogue.project(organization, key), undefined);
    assert.equal(await catalogue.project('other', guid(1)), undefined);
  });

  test('a project whose name is the id of another does not hide it', async () => {
    await using stores = await open();
    await stores.catalogue.addProject(organization, project(1, guid(2)));
    await stores.catalogue.addProject(organization, project(2, 'second'));
    assert.deepEqual(await stores.catalogue.project(organization, guid(2)), project(2, 'second'));
  });

  test('a taken name or id of a project is refused and nothing written', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    await catalogue.addProject(organization, project(1, 'Site'));
    assert.equal(await catalogue.addProject(organization, project(2, 'SITE')), false);
    assert.equal(await catalogue.addProject(organization, project(1, 'Other')), false);
    assert.equal(await catalogue.addProject('other', project(1, 'Site')), true);
    assert.deepEqual(await catalogue.projects(organization), [project(1, 'Site')]);
  });

  test('of 20 that add one name at once, one does', async () => {
    await using stores = await open();
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
    const added = await Promise.all(numbers.map(n => stores.catalogue.addProject(organization, project(n, 'Site'))));
    assert.equal(added.filter(Boolean).length, 1);
    assert.equal((await stores.catalogue.projects(organization)).length, 1);
  });

  test('projects are listed by name, in any case', async () => {
    await using stores = await open();
    const names = ['delta', 'Alpha', 'éclair', 'charlie', 'Bravo', '_', '10', '9', '𝒵', '\uffee'];
    for (const [index, name] of names.entries()) await stores.catalogue.addProject(organization, project(index, name));
    assert.deepEqual(
      (await stores.catalogue.projects(organization)).map(one => one.name),
      ['10', '9', '_', 'Alpha', 'Bravo', 'charlie', 'delta', 'éclair', '𝒵', '\uffee'],
    );
  });

  test('any text names a project', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    for (const [index, text] of hostileTexts.entries()) {
      assert.equal(await catalogue.addProject(organization, project(index, text)), true);
      assert.equal(await catalogue.addProject(organization, project(99, text)), false);
      assert.deepEqual(await catalogue.project(organization, text), project(index, text));
    }
  });
}

function changedProjectTests(open: () => Promise<Stores>): void {
  test('a project is changed from the revision that stands, and does not take the name of another', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    await catalogue.addProject(organization, project(1, 'Site'));
    await catalogue.addProject(organization, project(2, 'Other'));
    const second = { ...project(1, 'SITE'), description: 'd', revision: 2, changedAt: 9 };
    assert.equal(await catalogue.changeProject(organization, second), true);
    assert.equal(await catalogue.changeProject(organization, second), false);
    assert.equal(await catalogue.changeProject('other', { ...second, revision: 3 }), false);
    assert.equal(await catalogue.changeProject(organization, { ...second, revision: 3, name: 'OTHER' }), false);
    assert.deepEqual(await catalogue.project(organization, 'site'), second);
    const changes = Array.from({ length: 10 }, (_, index) =>
      catalogue.changeProject(organization, { ...second, revision: 3, description: String(index) }),
    );
    assert.equal((await Promise.all(changes)).filter(isChanged => isChanged).length, 1);
  });

  test('a removed project takes its repositories and pipelines along, and no others', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    await catalogue.addProject(organization, project(1, 'Site'));
    await catalogue.addProject(organization, project(2, 'Other'));
    await catalogue.addRepository(organization, repository(1, 'code'));
    await catalogue.addPipeline(organization, pipeline(1, 'CI'));
    await catalogue.addPipeline(organization, { ...pipeline(2, 'CI'), projectId: projectId(2) });
    await catalogue.removeProject('other', projectId(1));
    for (const _ of [1, 2]) await catalogue.removeProject(organization, projectId(1));
    assert.deepEqual(await catalogue.projects(organization), [project(2, 'Other')]);
    assert.deepEqual(await catalogue.repositories(organization, projectId(1)), []);
    assert.deepEqual(await catalogue.pipelines(organization, projectId(1)), []);
    assert.equal((await catalogue.pipelines(organization, projectId(2))).length, 1);
    assert.equal(await catalogue.addProject(organization, project(1, 'Site')), true);
  });
}

function repositoryTests(open: () => Promise<Stores>): void {
  test('a repository is found by id and by name, in its project', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    assert.equal(await catalogue.addRepository(organization, repository(1, 'Site')), true);
    for (const key of [guid(1), 'Site', 'sITE'])
      assert.deepEqual(await catalogue.repository(organization, projectId(1), key), repository(1, 'Site'));
    assert.equal(await catalogue.repository(organization, projectId(2), 'Site'), undefined);
    assert.equal(await catalogue.repository('other', projectId(1), 'Site'), undefined);
  });

  test('names of repositories are unique in their project, and listed by name', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    const elsewhere = { ...repository(3, 'site'), projectId: projectId(2) };
    assert.equal(await catalogue.addRepository(organization, repository(1, 'site')), true);
    assert.equal(await catalogue.addRepository(organization, repository(2, 'Site')), false);
    assert.equal(await catalogue.addRepository(organization, repository(1, 'other')), false);
    assert.equal(await catalogue.addRepository(organization, elsewhere), true);
    assert.equal(await catalogue.addRepository(organization, repository(4, 'API')), true);
    const listed = await catalogue.repositories(organization, projectId(1));
    assert.deepEqual(listed, [repository(4, 'API'), repository(1, 'site')]);
  });

  test('a repository is changed as it stands, does not take the name of another, and is removed', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    const [former, other] = [repository(1, 'site'), repository(2, 'other')];
    for (const each of [former, other]) await catalogue.addRepository(organization, each);
    const change = (changed: Repository, from = former) =>
      catalogue.changeRepository(organization, { former: from, changed });
    assert.equal(await change({ ...former, name: 'OTHER' }), false);
    assert.equal(await change({ ...former, name: 'new' }, { ...former, url: '/elsewhere' }), false);
    assert.equal(await change({ ...former, name: 'Site', defaultBranch: 'refs/heads/dev' }), true);
    assert.equal(await change({ ...former, name: 'late' }), false);
    const found = await catalogue.repository(organization, projectId(1), 'site');
    assert.deepEqual(found, { ...former, name: 'Site', defaultBranch: 'refs/heads/dev' });
    for (let times = 0; times < 2; times += 1)
      await catalogue.removeRepository(organization, projectId(1), guid(1) as RepositoryId);
    await catalogue.removeRepository(organization, projectId(2), guid(2) as RepositoryId);
    assert.deepEqual(await catalogue.repositories(organization, projectId(1)), [other]);
  });
}

function pipelineTests(open: () => Promise<Stores>): void {
  test('a pipeline is found by id, in its project', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    assert.equal(await catalogue.addPipeline(organization, pipeline(1, 'CI')), true);
    assert.deepEqual(await catalogue.pipeline(organization, projectId(1), 1), pipeline(1, 'CI'));
    assert.equal(await catalogue.pipeline(organization, projectId(2), 1), undefined);
    assert.equal(await catalogue.pipeline(organization, projectId(1), 2), undefined);
    assert.equal(await catalogue.pipeline('other', projectId(1), 1), undefined);
  });

  test('names of pipelines are unique in their folder, and listed by name', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    const inFolder = (id: number, name: string, folder: string): Pipeline => ({ ...pipeline(id, name), folder });
    const elsewhere = { ...pipeline(5, 'ci'), projectId: projectId(2) };
    for (const [one, isAdded] of [
      [inFolder(1, 'ci', '\\'), true],
      [inFolder(2, 'CI', '\\'), false],
      [inFolder(1, 'other', '\\'), false],
      [inFolder(3, 'ci', '\\Team'), true],
      [inFolder(4, 'ci', '\\team'), false],
      [elsewhere, true],
      [{ ...elsewhere, id: 1, name: 'id of another project' }, false],
      [inFolder(6, 'Build', '\\'), true],
    ] as const)
      assert.equal(await catalogue.addPipeline(organization, one), isAdded, `${one.folder} ${one.name}`);
    const listed = await catalogue.pipelines(organization, projectId(1));
    assert.deepEqual(listed, [inFolder(6, 'Build', '\\'), inFolder(1, 'ci', '\\'), inFolder(3, 'ci', '\\Team')]);
  });
}

function changedPipelineTests(open: () => Promise<Stores>): void {
  const settings = { description: 'Builds', variables: { key: { value: 'x', isSecret: true, allowOverride: false } } };

  test('a pipeline is changed from the revision that stands', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    await catalogue.addPipeline(organization, pipeline(1, 'ci'));
    const second = { ...pipeline(1, 'CI'), revision: 2, folder: '\\team', settings };
    assert.equal(await catalogue.changePipeline(organization, { ...second, revision: 3 }), false);
    assert.equal(await catalogue.changePipeline('other', second), false);
    assert.equal(await catalogue.changePipeline(organization, second), true);
    assert.equal(await catalogue.changePipeline(organization, second), false);
    assert.deepEqual(await catalogue.pipeline(organization, projectId(1), 1), second);
  });

  test('a changed pipeline does not take the name of another', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    await catalogue.addPipeline(organization, pipeline(1, 'ci'));
    await catalogue.addPipeline(organization, pipeline(2, 'deploy'));
    assert.equal(await catalogue.changePipeline(organization, { ...pipeline(2, 'CI'), revision: 2 }), false);
    assert.deepEqual(await catalogue.pipeline(organization, projectId(1), 2), pipeline(2, 'deploy'));
    const elsewhere = { ...pipeline(2, 'CI'), revision: 2, folder: '\\other' };
    assert.equal(await catalogue.changePipeline(organization, elsewhere), true);
  });

  test('a removed pipeline is gone and its name free', async () => {
    await using stores = await open();
    const { catalogue } = stores;
    await catalogue.addPipeline(organization, pipeline(1, 'ci'));
    await catalogue.removePipeline(organization, projectId(2), 1);
    assert.deepEqual(await catalogue.pipeline(organization, projectId(1), 1), pipeline(1, 'ci'));
    for (const _ of [1, 2]) await catalogue.removePipeline(organization, projectId(1), 1);
    assert.deepEqual(await catalogue.pipelines(organization, projectId(1)), []);
    assert.equal(await catalogue.addPipeline(organization, pipeline(2, 'ci')), true);
  });
}

function guid(n: number): string {
  return `abcdefab-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

function projectId(n: number): ProjectId {
  return guid(n) as ProjectId;
}

function project(n: number, name: string): Project {
  return { id: projectId(n), name, description: `About ${name}`, createdAt: 5 };
}

function repository(n: number, name: string): Repository {
  const id = guid(n) as RepositoryId;
  return { id, projectId: projectId(1), name, url: `/srv/${name}`, defaultBranch: 'refs/heads/main' };
}

function pipeline(id: number, name: string): Pipeline {
  const of = { projectId: projectId(1), repositoryId: guid(1) as RepositoryId };
  return { id, name, folder: '\\', revision: 1, yamlPath: 'azure-pipelines.yml', ...of };
}
