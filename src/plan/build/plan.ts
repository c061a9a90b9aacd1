import { toJson, toText } from '../../expression/convert.ts';
import type { ObjectValue } from '../../expression/value.ts';
import { type ExpandedMapping, memberOf } from '../../template/expanded.ts';
import type { Plan, PlanPool, PlanStage } from '../model.ts';
import { standardRunName } from '../run-name.ts';
import type { TaskCatalogue } from '../tasks/catalogue.ts';
import { spellDependencies } from './dependencies.ts';
import { isTrue, mapping, mappings, present, text, texts } from './fields.ts';
import { GeneratedNames } from './generated-names.ts';
import { buildJob } from './job.ts';
import { buildPool, noPool } from './pool.ts';
import { withAddresses } from './repository-addresses.ts';
import { buildResources } from './resources.ts';
import { buildTriggers } from './triggers.ts';
import { buildVariables } from './variables.ts';

/** The plan of a finished tree whose body is `stages`. */
export function buildPlan(root: ExpandedMapping, parameters: ObjectValue, catalogue: TaskCatalogue): Plan {
  const appends = text(root, 'appendCommitMessageToRunName');
  const pool = mapping(root, 'pool');
  const stages = buildStages(mappings(root, 'stages'), pool === undefined ? noPool : buildPool(pool), catalogue);
  return {
    runName: text(root, 'name') || standardRunName,
    appendCommitMessageToRunName: appends === undefined || isTrue(appends),
    templateParameters: parameterTexts(parameters),
    variables: buildVariables(root),
    resources: withAddresses(buildResources(root), stages),
    stages,
    ...buildTriggers(root),
    ...lockBehaviorOf(root),
  };
}

/** The schema lets no other words through. */
function lockBehaviorOf(owner: ExpandedMapping): Pick<PlanStage, 'lockBehavior'> {
  const lock = text(owner, 'lockBehavior');
  return lock === 'sequential' || lock === 'runLatest' ? { lockBehavior: lock } : {};
}

function parameterTexts(parameters: ObjectValue): Readonly<Record<string, string>> {
  return Object.fromEntries([...parameters.entries].map(([name, value]) => [name, toText(value) ?? toJson(value)]));
}

function buildStages(
  stages: readonly ExpandedMapping[],
  pool: PlanPool,
  catalogue: TaskCatalogue,
): readonly PlanStage[] {
  const authored = stages.map(stage => text(stage, 'stage') ?? '');
  const generated = new GeneratedNames('Stage', authored);
  const names = authored.map((name, index) => name || generated.next(index + 1));
  const built = stages.map((stage, index) => {
    const previous = names[index - 1];
    const standard = previous === undefined ? [] : [previous];
    return buildStage(stage, { name: names[index] ?? '', dependsOn: standard, pool, catalogue });
  });
  return spellDependencies(built);
}

type StageSurroundings = {
  readonly name: string;
  /** What the stage depends on when it does not say. */
  readonly dependsOn: readonly string[];
  readonly pool: PlanPool;
  readonly catalogue: TaskCatalogue;
};

function buildStage(stage: ExpandedMapping, surroundings: StageSurroundings): PlanStage {
  const { name, catalogue } = surroundings;
  const pool = mapping(stage, 'pool');
  const skippable = text(stage, 'isSkippable');
  const jobSurroundings = { catalogue, pool: pool === undefined ? surroundings.pool : buildPool(pool) };
  const jobs = mappings(stage, 'jobs');
  const names = jobNames(jobs);
  return {
    name,
    displayName: text(stage, 'displayName') || name,
    dependsOn: memberOf(stage, 'dependsOn') === undefined ? surroundings.dependsOn : texts(stage, 'dependsOn'),
    condition: text(stage, 'condition') || undefined,
    variables: buildVariables(stage),
    jobs: spellDependencies(jobs.map((job, index) => buildJob(job, { ...jobSurroundings, name: names[index] ?? '' }))),
    ...(text(stage, 'trigger') === 'manual' && { isManual: true }),
    ...(skippable !== undefined && { isSkippable: isTrue(skippable) }),
    ...lockBehaviorOf(stage),
    ...present(stage, ['group']),
    at: (stage.source ?? stage).span,
  };
}

function jobNames(jobs: readonly ExpandedMapping[]): readonly string[] {
  const authored = jobs.map(job => text(job, 'job') || text(job, 'deployment') || '');
  const generated = new GeneratedNames('Job', authored);
  let unnamed = 0;
  return authored.map(name => {
    if (name !== '') return name;
    unnamed += 1;
    return generated.next(unnamed);
  });
}
