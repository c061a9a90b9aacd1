import type { ArtifactSource, SourceRun } from '../../wire/artifact-server.ts';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';

/** The names that the versions of the tasks have for one input. */
const names = {
  source: ['source', 'buildType'],
  pipeline: ['pipeline', 'definition'],
  version: ['runVersion', 'buildVersionToDownload'],
  branch: ['runBranch', 'branchName'],
  run: ['runId', 'buildId', 'pipelineId'],
  preferTriggering: ['preferTriggeringPipeline', 'specificBuildWithTriggering'],
} as const;

/** The run that the inputs of a download task name, and its artifacts. */
export async function findSource(run: TaskRun): Promise<SourceRun> {
  const { server, request } = run.step.job;
  return server.artifacts.find(request.plan, sourceOf(run));
}

/** The source that the inputs of `DownloadPipelineArtifact` and `DownloadBuildArtifacts` name. */
export function sourceOf(run: TaskRun): ArtifactSource {
  if (input(run, 'source', 'current').toLowerCase() !== 'specific') return { kind: 'current' };
  const project = run.inputs.text('project');
  const ofProject = project === '' ? {} : { project };
  const triggering = run.inputs.isOn(names.preferTriggering[0]) || run.inputs.isOn(names.preferTriggering[1]);
  const version = input(run, 'version', 'latest').toLowerCase();
  const runId =
    (triggering ? triggeringRun(run) : undefined) ?? (version === 'specific' ? required(run, 'run') : undefined);
  if (runId !== undefined) return { kind: 'run', runId: runNumber(runId), ...ofProject };
  return {
    kind: 'latest',
    pipeline: required(run, 'pipeline'),
    ...ofProject,
    ...(version === 'latestfrombranch' ? { branch: fullRef(input(run, 'branch', 'refs/heads/master')) } : {}),
    tags: run.inputs
      .text('tags')
      .split(',')
      .map(tag => tag.trim())
      .filter(tag => tag !== ''),
    allowIssues: run.inputs.isOn('allowPartiallySucceededBuilds'),
    allowFailed: run.inputs.isOn('allowFailedBuilds'),
  };
}

/** The run whose end began this one, when it is of the pipeline that is asked for. */
function triggeringRun(run: TaskRun): string | undefined {
  const { variables } = run.step.job;
  const wanted = input(run, 'pipeline', '').toLowerCase();
  const pipelines = ['DefinitionId', 'DefinitionName'].map(name =>
    variables.get(`Build.TriggeredBy.${name}`)?.toLowerCase(),
  );
  return pipelines.includes(wanted) ? variables.get('Build.TriggeredBy.BuildId') : undefined;
}

function input(run: TaskRun, which: keyof typeof names, standard: string): string {
  const found = names[which].map(name => run.inputs.text(name)).find(text => text !== '');
  return found ?? standard;
}

function required(run: TaskRun, which: keyof typeof names): string {
  const found = input(run, which, '');
  if (found === '') throw new TaskFailure(`Input required: ${names[which][0]}`);
  return found;
}

function runNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new TaskFailure(`'${text}' is not the id of a run.`);
  return Number(text);
}

function fullRef(branch: string): string {
  return branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
}
