import { type PipelineParameter, pipelineParameters } from '../../plan/pipeline-parameters.ts';
import type { Pipeline, PipelineVariable, Project } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { ServiceError } from '../http/errors.ts';
import { pipelineFile, pipelineRepository } from '../resources/pipeline-file.ts';
import type { Services, StageChoice } from '../services.ts';
import { pipelineAddress, pipelinesAddress } from './addresses.ts';
import { type Content, organizationStep, proofField } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { parameterField, skippedStages, stageFields, variableField } from './run-form-fields.ts';
import { branchName } from './run-summary.ts';
import type { Visit } from './visit.ts';

/** What a person wrote into the form: by the names of its fields. */
export type Written = Readonly<Record<string, string>>;

/** What a run of a pipeline can be asked for with. */
export type RunChoices = {
  readonly project: Project;
  readonly pipeline: Pipeline;
  /** `refs/heads/main`. */
  readonly ref: string;
  readonly branches: readonly string[];
  /** As the branch's file declares them. */
  readonly parameters: readonly PipelineParameter[];
  /** Those of the pipeline that may be set when a run is queued. */
  readonly variables: readonly (readonly [string, PipelineVariable])[];
  /** Why the file can't be read. */
  readonly problem: string | undefined;
};

export async function runChoices(
  services: Services,
  { project, pipeline }: { readonly project: Project; readonly pipeline: Pipeline },
  branch: string,
): Promise<RunChoices> {
  const repository = await pipelineRepository(services, pipeline);
  const ref = fullRef(branch === '' ? repository.defaultBranch : branch);
  const refs = (await services.git.refs(repository.url)) ?? [];
  const text = await pipelineFile(services, pipeline, ref).catch(messageOf);
  return {
    project,
    pipeline,
    ref,
    branches: refs.flatMap(({ name }) => (name.startsWith('refs/heads/') ? [branchName(name)] : [])),
    parameters: typeof text === 'string' ? pipelineParameters(text) : [],
    variables: Object.entries(pipeline.settings?.variables ?? {}).filter(([, { allowOverride }]) => allowOverride),
    problem: typeof text === 'string' ? undefined : text.problem,
  };
}

function messageOf(error: unknown): { readonly problem: string } {
  if (error instanceof ServiceError) return { problem: error.message };
  throw error;
}

/** `refs/heads/topic` of `topic`; a full ref stays what it is. */
function fullRef(branch: string): string {
  return branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
}

/** What the form begins with, to ask for a run like another one. */
export function writtenLike({ facts }: RunRow, stagesToSkip: readonly string[]): Written {
  const parameters = Object.entries(facts.templateParameters).map(([name, value]) => [`p.${name}`, value] as const);
  const variables = Object.entries(facts.variables).flatMap(([name, { isSecret, value }]) =>
    isSecret ? [] : [[`v.${name}`, value ?? ''] as const],
  );
  return Object.fromEntries([
    ['branch', branchName(facts.repositories.self?.refName ?? '')],
    ...parameters,
    ...variables,
    ...stagesToSkip.map(name => [`s.${name}`, 'skip'] as const),
  ]);
}

/** A form as it is shown: with what was written into it, the stages as far as they are known, and what is wrong. */
export type FilledForm = {
  readonly written: Written;
  readonly stages: readonly StageChoice[];
  readonly problems: readonly string[];
};

/** The form that asks for a run. */
export function runFormPage(visit: Visit, choices: RunChoices, { written, stages, problems }: FilledForm): Content {
  const { project, pipeline, ref, branches, parameters, variables, problem } = choices;
  const all = problem === undefined ? problems : [...problems, problem];
  const fields = [
    ...parameters.map(parameter => parameterField(parameter, written[`p.${parameter.name}`])),
    ...variables.map(([name, variable]) => variableField(name, variable, written[`v.${name}`])),
  ];
  const main = markup`<h1>Run <bdi>${pipeline.name}</bdi></h1>${alertOf(all)}
<form method="post">${proofField(visit.proof ?? '')}<input type="hidden" name="shown" value="${ref}">
<div class="field"><label for="branch">Branch or tag</label><input id="branch" name="branch" list="branches" value="${branchName(ref)}" required autocomplete="off" aria-describedby="branch-help">
<datalist id="branches">${branches.map(name => markup`<option value="${name}"></option>`)}</datalist><p class="help" id="branch-help">A tag is written as <code>refs/tags/v1</code>. Another branch may have other parameters: they are shown before it runs.</p></div>
<div class="field"><label for="commit">Commit</label><input id="commit" name="commit" value="${written.commit}" autocomplete="off" spellcheck="false" aria-describedby="commit-help"><p class="help" id="commit-help">Left empty: the newest of the branch.</p></div>
${groupOf('Parameters', fields.slice(0, parameters.length))}${groupOf('Variables', fields.slice(parameters.length))}
${otherVariables(
  written,
  variables.map(([name]) => name),
)}
${stageFields(stages, skippedStages(written))}
<button class="main">Run</button> <button name="look" value="1" formnovalidate>Show its stages</button></form>`;
  return {
    title: `Run ${pipeline.name} · ${project.name}`,
    trail: [
      organizationStep(visit),
      { text: project.name, href: pipelinesAddress(visit, project.name) },
      { text: pipeline.name, href: pipelineAddress(visit, project.name, pipeline.id) },
      { text: 'Run' },
    ],
    main,
  };
}

function alertOf(problems: readonly string[]): Markup | string {
  if (problems.length === 0) return '';
  return markup`<div role="alert">${problems.map(problem => markup`<p>${problem}</p>`)}</div>`;
}

function groupOf(legend: string, fields: readonly Markup[]): Markup | string {
  if (fields.length === 0) return '';
  return markup`<fieldset><legend>${legend}</legend>${fields}</fieldset>`;
}

function otherVariables(written: Written, known: readonly string[]): Markup {
  const carried = Object.entries(written).flatMap(([name, value]) =>
    name.startsWith('v.') && !known.includes(name.slice(2)) ? [`${name.slice(2)}=${value}`] : [],
  );
  const text = written.more ?? carried.join('\n');
  return markup`<details${text === '' ? '' : markup` open`}><summary>Other variables</summary><div class="field"><label for="more">Variables of this run</label><textarea class="code" id="more" name="more" rows="3" spellcheck="false" aria-describedby="more-help">
${text}</textarea><p class="help" id="more-help">One in a line: <code>name=value</code>.</p></div></details>`;
}
