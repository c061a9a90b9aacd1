import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { RunParameters, Services } from '../api/services.ts';
import { guidFromName, type ProjectId, type RepositoryId } from '../base/id.ts';
import { listedApprovals } from '../base/limits.ts';
import type { ApprovalFixture, Fixtures, PipelineFixture, RunFixture } from '../emulator/fixtures.ts';
import type { Player } from '../emulator/player.ts';
import { ruleOf, standardTimeoutMinutes } from '../resources/check-types.ts';
import type { Pipeline } from '../run/ports/catalogue.ts';
import type { RunRow } from '../run/ports/run-store.ts';
import { administrator } from './access-token.ts';

const yamlPath = 'azure-pipelines.yml';

/** Fixtures of a server; the repositories of its pipelines are real ones, in folders below `root`. */
export function openFixtures(services: Services, player: Player, root: string): Fixtures {
  const project = (name: string) => projectOf(services, name);
  return {
    project,
    async pipeline(fixture) {
      const { id: projectId } = await project(fixture.project);
      const made = await addPipeline(services, projectId, fixture, root);
      player.scriptPipeline(made.id, fixture.outcomes);
      return { id: made.id, projectId };
    },
    async approval(fixture) {
      const { id: projectId } = await project(fixture.project);
      return addApproval(services, projectId, fixture);
    },
    lines: ({ runId, step, lines }) => player.log({ organization: services.organization, runId }, lines, step),
    run: fixture => makeRun(services, player, fixture),
  };
}

async function projectOf({ organization, catalogue, clock }: Services, name: string) {
  const known = await catalogue.project(organization, name);
  if (known !== undefined) return known;
  const id = guidFromName(organization, `project ${name}`) as ProjectId;
  const made = { id, name, description: '', createdAt: clock.now() };
  await catalogue.addProject(organization, made);
  return made;
}

async function addPipeline(
  { organization, catalogue, runs }: Services,
  projectId: ProjectId,
  { name, yaml, files = {} }: PipelineFixture,
  root: string,
): Promise<Pipeline> {
  const repositoryId = guidFromName(projectId, `repository ${name}`) as RepositoryId;
  const url = join(root, repositoryId);
  await makeRepository(url, { ...files, [yamlPath]: yaml });
  const repository = { id: repositoryId, projectId, name, url, defaultBranch: 'refs/heads/main' };
  const id = await runs.allot(organization, 'pipeline');
  const pipeline: Pipeline = { id, projectId, repositoryId, name, folder: '\\', revision: 1, yamlPath };
  const isNew = await catalogue.addRepository(organization, repository);
  if (!isNew || !(await catalogue.addPipeline(organization, pipeline)))
    throw new Error(`There is already a pipeline or repository '${name}' in the project.`);
  return pipeline;
}

async function makeRepository(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = resolve(folder, path);
    if (relative(folder, file).startsWith('..')) throw new Error(`'${path}' is not within the repository.`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const git = (...args: readonly string[]) => promisify(execFile)('git', ['-C', folder, ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  const author = ['-c', 'user.name=Millrace', '-c', 'user.email=millrace@localhost', '-c', 'commit.gpgSign=false'];
  await git(...author, 'commit', '--quiet', '--message', 'Fixture');
}

async function addApproval(
  { resources }: Services,
  projectId: ProjectId,
  { environment: name, instructions = '' }: ApprovalFixture,
): Promise<{ readonly environmentId: number }> {
  const { id: environmentId } = await resources.environments.ensure(projectId, name, administrator);
  const settings = { approvers: [{ id: administrator.id }], instructions };
  const rule = ruleOf({ name: 'Approval' }, settings);
  const resource = { type: 'environment', id: String(environmentId), name } as const;
  const draft = { resource, rule, settings, timeoutMinutes: standardTimeoutMinutes, isDisabled: false };
  await resources.checks.add(projectId, draft, administrator);
  return { environmentId };
}

/** Answers the approvals of a run, and those that it comes to thereby. */
async function answerApprovals(services: Services, player: Player, { key, projectId }: RunRow, isApproved: boolean) {
  const { organization, orchestrator } = services;
  for (;;) {
    const all = await orchestrator.approvals(organization, projectId, listedApprovals);
    const pending = all.filter(({ run, status }) => run.runId === key.runId && status === 'pending');
    if (pending.length === 0) return;
    for (const { id: approvalId } of pending)
      await orchestrator.changeApproval({
        run: key,
        answer: { approvalId, isApproved, comment: '', by: administrator },
      });
    await player.play(key);
  }
}

async function makeRun(services: Services, player: Player, fixture: RunFixture): Promise<RunRow> {
  const { organization, catalogue, orchestrator, runs } = services;
  const project = await catalogue.project(organization, fixture.project);
  if (project === undefined) throw new Error(`There is no project '${fixture.project}'.`);
  const wanted = String(fixture.pipeline).toLowerCase();
  const pipeline = (await catalogue.pipelines(organization, project.id)).find(
    ({ id, name }) => String(id) === wanted || name.toLowerCase() === wanted,
  );
  if (pipeline === undefined) throw new Error(`There is no pipeline '${fixture.pipeline}'.`);
  const queued = await services.pipelines.run(pipeline, parametersOf(fixture), administrator);
  if (!queued.ok) {
    const { problem } = queued;
    throw new Error(problem.kind === 'invalid' ? problem.messages.join('\n') : `There is no ${problem.what}.`);
  }
  const { key } = queued.row;
  await player.playRun(key, fixture.jobs ?? { '*': {} });
  if (fixture.approvals !== undefined)
    await answerApprovals(services, player, queued.row, fixture.approvals === 'approved');
  const { name, tags: addTags } = fixture;
  const annotation = { ...(name === undefined ? {} : { name }), ...(addTags === undefined ? {} : { addTags }) };
  return (await orchestrator.annotate(key, annotation)) ?? (await runs.row(key)) ?? queued.row;
}

function parametersOf({ parameters = {}, variables = {} }: RunFixture): RunParameters {
  const given = Object.entries(variables).map(([name, value]) => [name, { value, isSecret: false }] as const);
  return {
    resources: { repositories: {}, pipelines: {}, builds: {}, containers: {}, packages: {} },
    stagesToSkip: [],
    templateParameters: parameters,
    variables: Object.fromEntries(given),
    yamlOverride: undefined,
  };
}
