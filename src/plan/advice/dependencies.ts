import type { Finding } from '../../base/finding.ts';
import { runtimeExpression } from '../../expression/embedded.ts';
import { parseExpression } from '../../expression/parse.ts';
import type { Slot } from '../../expression/slots.ts';
import { type ExpandedMapping, type ExpandedScalar, memberOf } from '../../template/expanded.ts';
import { mappings } from '../build/fields.ts';
import type { Plan, PlanJob, PlanStage } from '../model.ts';
import { type Access, readsOf } from './accesses.ts';
import { warning } from './warning.ts';

/** Who reads results of others, and whose results it can see. */
type Reader = {
  readonly words: string;
  readonly node: ExpandedMapping;
  readonly stage: PlanStage;
  /** Absent: the reader is the stage itself. */
  readonly job?: PlanJob;
  readonly plan: Plan;
};

/** The functions that take names of jobs or stages. */
const statusFunctions = new Set(['succeeded', 'failed', 'succeededorfailed']);

/** Conditions and variables of stages and jobs that read results of jobs or stages which they never get to see. */
export function unknownDependencies(plan: Plan, root: ExpandedMapping): readonly Finding[] {
  const stageNodes = mappings(root, 'stages');
  return plan.stages.flatMap((stage, index) => {
    const node = stageNodes[index];
    if (node === undefined) return [];
    const jobNodes = mappings(node, 'jobs');
    const ofJobs = stage.jobs.flatMap((job, at) => {
      const jobNode = jobNodes[at];
      return jobNode === undefined
        ? []
        : doubtsOf({ words: `Job '${job.name}'`, node: jobNode, stage, job, plan }, 'jobCondition');
    });
    return [...doubtsOf({ words: `Stage '${stage.name}'`, node, stage, plan }, 'stageCondition'), ...ofJobs];
  });
}

function doubtsOf(reader: Reader, slot: Slot): readonly Finding[] {
  const condition = memberOf(reader.node, 'condition');
  const inCondition = condition?.kind === 'scalar' ? doubtsAbout(reader, condition, condition.value, slot) : [];
  const inVariables = mappings(reader.node, 'variables').flatMap(variable => {
    const value = memberOf(variable, 'value');
    const text = value?.kind === 'scalar' ? runtimeExpression(value.value) : undefined;
    return value?.kind === 'scalar' && text !== undefined ? doubtsAbout(reader, value, text, 'jobVariable') : [];
  });
  return [...inCondition, ...inVariables];
}

function doubtsAbout(reader: Reader, at: ExpandedScalar, text: string, slot: Slot): readonly Finding[] {
  const parsed = parseExpression(text, slot);
  if (!parsed.ok) return [];
  const { accesses, calls } = readsOf(parsed.tree);
  const named = calls.filter(({ name }) => statusFunctions.has(name)).flatMap(({ texts }) => texts);
  return [
    ...accesses.flatMap(access => doubtAbout(reader, at, access)),
    ...named.flatMap(name => (reader.job ? jobDoubt(reader, at, name) : stageDoubt(reader, at, name))),
  ];
}

function doubtAbout(reader: Reader, at: ExpandedScalar, { context, path }: Access): readonly Finding[] {
  const [first, second, third, fourth] = path;
  if (first === undefined) return [];
  if (context === 'dependencies' && reader.job !== undefined) {
    const job = find(reader.stage.jobs, first);
    return [...jobDoubt(reader, at, first), ...outputDoubt(reader, at, job, second === 'outputs' ? third : undefined)];
  }
  if (context !== 'dependencies' && context !== 'stagedependencies') return [];
  const doubts = stageDoubt(reader, at, first);
  const stage = find(reader.plan.stages, first);
  if (doubts.length > 0 || stage === undefined || second === undefined) return doubts;
  if (context === 'stagedependencies') {
    const job = find(stage.jobs, second);
    if (job === undefined) return [warning('advice.dependency-unknown', at, reader.words, 'job', second)];
    return outputDoubt(reader, at, job, third === 'outputs' ? fourth : undefined);
  }
  // A stage sees the outputs of another as `job.step.variable`.
  const [name = '', ...key] = second === 'outputs' ? (third ?? '').split('.') : [];
  const job = find(stage.jobs, name);
  if (name === '' || key.length === 0) return [];
  if (job === undefined) return [warning('advice.dependency-unknown', at, reader.words, 'job', name)];
  return outputDoubt(reader, at, job, key.join('.'));
}

function jobDoubt(reader: Reader, at: ExpandedScalar, name: string): readonly Finding[] {
  return doubt(reader, at, { kind: 'job', name, all: reader.stage.jobs, seen: reader.job?.dependsOn ?? [] });
}

function stageDoubt(reader: Reader, at: ExpandedScalar, name: string): readonly Finding[] {
  return doubt(reader, at, { kind: 'stage', name, all: reader.plan.stages, seen: reader.stage.dependsOn });
}

type Sought = {
  readonly kind: 'job' | 'stage';
  readonly name: string;
  readonly all: readonly { readonly name: string }[];
  readonly seen: readonly string[];
};

function doubt({ words }: Reader, at: ExpandedScalar, { kind, name, all, seen }: Sought): readonly Finding[] {
  if (seen.some(one => one.toLowerCase() === name.toLowerCase())) return [];
  const code = find(all, name) === undefined ? 'advice.dependency-unknown' : 'advice.dependency-missing';
  return [warning(code, at, words, kind, name)];
}

/** Whether a job that runs once has the step that an output's key begins with; others prefix theirs in many ways. */
function outputDoubt(
  { words }: Reader,
  at: ExpandedScalar,
  job: PlanJob | undefined,
  key: string | undefined,
): readonly Finding[] {
  if (job === undefined || key === undefined || job.strategy !== undefined || job.environment !== undefined) return [];
  const [step = ''] = key.split('.');
  return find(job.steps, step) === undefined ? [warning('advice.output-unknown', at, words, key, job.name)] : [];
}

function find<Named extends { readonly name: string }>(all: readonly Named[], name: string): Named | undefined {
  return all.find(one => one.name.toLowerCase() === name.toLowerCase());
}
