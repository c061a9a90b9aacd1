const nameRule = `Valid names may only contain alphanumeric characters and '_' and may not start with a number.`;

/** What is wrong with a pipeline whose text is in order, or doubtful (`advice`), by code. Codes are stable; the words are the service's own wherever it was seen. */
export const wording = {
  'plan.defined-twice': (key: string) => `'${key}' is already defined`,
  'stage.name': (stage: string) => `Stage ${stage} has an invalid name. ${nameRule}`,
  'stage.duplicate': (stage: string) =>
    `The stage name ${stage} appears more than once. Stage names must be unique within a pipeline.`,
  'stage.no-start': () => 'The pipeline must contain at least one stage with no dependencies.',
  'stage.unknown-dependency': (stage: string, missing: string) => `Stage ${stage} depends on unknown stage ${missing}.`,
  'stage.cycle': (stage: string, other: string) =>
    `Stage ${stage} depends on stage ${other} which creates a cycle in the dependency graph.`,
  'job.name': (stage: string, job: string) => `Stage ${stage} job ${job} has an invalid name. ${nameRule}`,
  'job.duplicate': (stage: string, job: string) =>
    `Stage ${stage} job ${job} appears more than once. Job names must be unique within a stage.`,
  'job.no-start': (stage: string) => `Stage ${stage} must contain at least one job with no dependencies.`,
  'job.unknown-dependency': (stage: string, job: string, missing: string) =>
    `Stage ${stage} job ${job} depends on unknown job ${missing}.`,
  'job.cycle': (stage: string, job: string, other: string) =>
    `Stage ${stage} job ${job} depends on job ${other} which creates a cycle in the dependency graph.`,
  'job.matrix-size': (count: number, limit: number) =>
    `The matrix expansion resulted in ${count} jobs which exceeds the maximum allowable job count of ${limit}.`,
  'job.slices': (count: number, limit: number) =>
    `The slicing expansion resulted in ${count} jobs which exceeds the maximum allowable job count of ${limit}.`,
  'step.name': (job: string, step: string) => `Job ${job}: Step ${step} has an invalid name. ${nameRule}`,
  'step.duplicate': (job: string, step: string) =>
    `Job ${job}: The step name ${step} appears more than once. Step names must be unique within a job.`,
  'step.condition': (job: string, step: string, condition: string, reason: string) =>
    `Job ${job}: Step ${step} specifies condition ${condition} which is not valid. Reason: ${reason}`,
  'step.task': (task: string, version: string, job: string, step: string) =>
    `A task is missing. The pipeline references a task called '${task}'. This usually indicates the task isn't installed, and you may be able to install it from the Marketplace: https://marketplace.visualstudio.com. (Task version ${version}, job '${job}', step '${step}'.)`,
  'step.target': (job: string, step: string, task: string, version: string) =>
    `Job ${job}: Step ${step} references task '${task}' at version '${version}' which is not valid for the given job target.`,
  condition: (reason: string) => reason,
  'variable.expression': (reason: string) => `An error occurred while loading the YAML build pipeline. ${reason}`,
  'resource.repository': (job: string, step: string, repository: string, known: readonly string[]) =>
    `Job ${job}: Step ${step} checks out repository ${repository}, which is not declared in resources. Declared repositories: ${['self', ...known].join(', ')}.`,
  'resource.package': (alias: string) => `Cannot find package resource for ${alias}`,
  'resource.build': (alias: string) => `Cannot find build resource for ${alias}`,
  'resource.container': (container: string) =>
    `A container resource with name ${container} could not be found. The container resource does not exist. If you intended to specify an image, use NAME:TAG or NAME@DIGEST. For example, ubuntu:latest`,
  'advice.variable-unknown': (name: string) =>
    `Variable '${name}' is empty here unless it is given when the run is queued: no file declares it, and variables of groups and steps are not known yet.`,
  'advice.variable-late': (name: string) =>
    `Variable '${name}' is empty here: it is only known when the job runs, where $(${name}) reads it.`,
  'advice.variable-not-evaluated': (name: string) =>
    `Variable '${name}' is not evaluated yet here: what is read is the text of its $[ ].`,
  'advice.variable-dotted': (name: string) =>
    `This is always empty: a variable whose name has dots is read as variables['${name}'].`,
  'advice.input-unknown': (task: string, input: string) => `Task ${task} has no input '${input}'.`,
  'advice.input-missing': (task: string, input: string) => `Task ${task} needs its input '${input}'.`,
  'advice.parameter-unused': (name: string) => `Parameter '${name}' is never used in this file.`,
  'advice.dependency-unknown': (reader: string, kind: string, name: string) =>
    `${reader} reads results of ${kind} '${name}', which does not exist.`,
  'advice.dependency-missing': (reader: string, kind: string, name: string) =>
    `${reader} reads results of ${kind} '${name}', which it does not depend on: they are empty.`,
  'advice.output-unknown': (reader: string, key: string, job: string) =>
    `${reader} reads output '${key}' of job '${job}', which has no step of that name.`,
} as const satisfies Record<string, (...details: never[]) => string>;

export type PlanFindingCode = keyof typeof wording;
